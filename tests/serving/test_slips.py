"""Slips: permission for one person, one deed, one thing, for a while."""

import pytest

from civic.serving import slips

KEY = b"k" * 40
NOW = 1_800_000_000
TIE = slips.tie(KEY, "the key of a session", "a password")
SLIP = slips.write(KEY, person=7, deed="endorse", thing=42, until=NOW + 60, tie=TIE)


def code_of(text, *, key=KEY, deed="endorse", thing=42, now=NOW):
    with pytest.raises(slips.BadSlip) as refused:
        slips.read(key, text, deed=deed, thing=thing, now=now)
    return refused.value.code


def test_a_slip_says_who_may_do_what():
    slip = slips.read(KEY, SLIP, deed="endorse", thing=42, now=NOW)
    assert (slip.person, slip.tie) == (7, TIE)


def test_a_tie_is_another_for_each_session_and_each_key_and_tells_neither():
    assert slips.tie(KEY, "the key of a session", "another password") != TIE
    assert slips.tie(KEY, "the key of another session", "a password") != TIE
    assert slips.tie(b"x" * 40, "the key of a session", "a password") != TIE
    assert slips.tie(KEY, "ab", "c") != slips.tie(KEY, "a", "bc")
    assert len(TIE) == 32 and "key" not in SLIP


def test_a_slip_is_for_one_deed_and_one_thing():
    assert code_of(SLIP, thing=43) == "other"
    assert code_of(SLIP, deed="withdraw") == "other"


def test_a_slip_ends():
    assert slips.read(KEY, SLIP, deed="endorse", thing=42, now=NOW + 59.9)
    assert code_of(SLIP, now=NOW + 60) == "expired"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "…",
        "8" + SLIP[1:],
        SLIP[:-1],
        SLIP + "0",
        SLIP.upper(),
        ".".join(SLIP.split(".")[:4]),
        SLIP.replace(TIE, slips.tie(KEY, "the key of another session", "a password")),
        "7.endorse.42." + "9" * 5000,
        None,
        7,
        [SLIP],
    ],
)
def test_what_we_did_not_write_is_forged(text):
    assert code_of(text) == "forged"


def test_a_slip_of_another_key_is_forged():
    assert code_of(SLIP, key=b"x" * 40) == "forged"

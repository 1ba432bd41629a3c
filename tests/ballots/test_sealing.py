"""A sealed ballot says nothing, not even how much, and can be neither changed nor moved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.ballots.sealing import LARGEST, Cipher, Unreadable, fits

KEY, OTHER = bytes(range(32)), bytes(32)
PLACES = 5
CHOICES = st.lists(st.integers(0, LARGEST), max_size=PLACES)


def cipher(key=KEY, box=1, places=PLACES):
    return Cipher(key, box, places)


@given(CHOICES, st.integers(0, 2**31 - 1), st.integers(1, 2**62))
def test_what_was_sealed_is_opened(choices, area, person):
    pseudonym = cipher().pseudonym(person)
    assert cipher().open(pseudonym, area, cipher().seal(pseudonym, area, choices)) == tuple(choices)


def test_every_ballot_is_as_long_as_every_other_and_never_the_same_twice():
    pseudonym = cipher().pseudonym(1)
    ballots = [cipher().seal(pseudonym, 0, choices) for choices in ([], [1], [1], [1, 2, 3, 4, 5], [LARGEST] * 5)]
    assert len({len(ballot) for ballot in ballots}) == 1
    assert len(set(ballots)) == len(ballots)


def test_a_pseudonym_is_one_persons_in_one_box_under_one_key():
    seen = {
        given.pseudonym(person)
        for given in (cipher(), cipher(OTHER), cipher(box=2))
        for person in range(1, 100)
        for _twice in range(2)
    }
    assert len(seen) == 3 * 99


def test_nothing_about_it_can_be_changed():
    ours = cipher()
    pseudonym, neighbour = ours.pseudonym(1), ours.pseudonym(2)
    ballot = ours.seal(pseudonym, 7, [1, 2])
    assert ours.open(pseudonym, 7, ballot) == (1, 2), "void unless it opens as it is"
    for place in range(len(ballot)):
        harmed = bytearray(ballot)
        harmed[place] ^= 1
        with pytest.raises(Unreadable):
            ours.open(pseudonym, 7, bytes(harmed))
    wrong = [(ours, neighbour, 7), (ours, pseudonym, 8), (cipher(OTHER), pseudonym, 7), (cipher(box=2), pseudonym, 7)]
    for one, whose, area in wrong:
        with pytest.raises(Unreadable):
            one.open(whose, area, ballot)
    for cut in (b"", ballot[:5], ballot[:-1], ballot + b"\0"):
        with pytest.raises(Unreadable):
            ours.open(pseudonym, 7, cut)


def test_a_key_of_a_box_with_other_places_opens_nothing_by_mistake():
    pseudonym = cipher().pseudonym(1)
    with pytest.raises(Unreadable):
        cipher(places=6).open(pseudonym, 0, cipher().seal(pseudonym, 0, [1]))


@pytest.mark.parametrize("choices", [[1] * (PLACES + 1), [-1], [LARGEST + 1], ["1"], [True], [1.0], [None]], ids=repr)
def test_what_does_not_fit_is_not_sealed(choices):
    assert not fits(choices, PLACES)
    with pytest.raises(ValueError):
        cipher().seal(cipher().pseudonym(1), 0, choices)

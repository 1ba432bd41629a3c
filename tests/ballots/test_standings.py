"""Standings that are shown while a box is open: when they move, what is forgotten by nobody, and what the process that
counts them gives away."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from civic import postgres
from civic.accounts import crowd
from civic.accounts.models import Person
from civic.windows import Window
from proposals.ballots import beside, clockwork, doctor, keys, reading, rules, standings
from proposals.ballots.actions import show_standing
from proposals.ballots.models import Sealed, Shown
from tests.ballots import things
from tests.ballots.test_secrecy import dump
from tests.ballots.things import CLOSES, DURING, MADE, arrival, cast
from tests.waiting import PATIENCE


@pytest.fixture(autouse=True)
def beside_us():
    """The process that counts ends with the test, whose database it reads."""
    yield
    beside.stop()


@pytest.fixture
def folk(own_database):
    return list(Person.objects.filter(pk__in=crowd.admit(42, tag="voter", at=MADE)).order_by("pk"))


def voting(box, people, *choices, area=0):
    assert all(each.fresh for each in cast(*(arrival(box, person, *choices, area=area) for person in people)))


def show(box, at=DURING):
    return show_standing(box, clock=lambda: at)


def votes(box, area=0):
    """What is shown of an area: {thing: votes}."""
    return {int(thing): number for thing, number in standings.kept(box)[area]["votes"].items()}


# --- when it moves ---------------------------------------------------------------------------------


def test_a_standing_of_fewer_than_ten_is_not_shown(folk):
    box = things.box()
    voting(box, folk[:9], 1)
    assert show(box) == 0 and standings.kept(box) == {} and not Shown.objects.exists()
    voting(box, folk[9:10], 2)
    assert show(box) == 1 and votes(box) == {1: 9, 2: 1}
    assert standings.kept(box)[0]["told"] == "area 0" and standings.kept(box)[0]["voters"] == 10


def test_it_moves_after_ten_new_voters_and_changes_ride_along(folk):
    box = things.box()
    voting(box, folk[:10], 1)
    show(box)
    cast(arrival(box, folk[0], 2))
    voting(box, folk[10:19], 3)
    assert show(box) == 0 and votes(box) == {1: 10}, "a change and nine new ones"
    voting(box, folk[19:20], 3)
    assert show(box) == 1 and votes(box) == {1: 9, 2: 1, 3: 10}


def test_changes_alone_never_move_it(folk):
    box = things.box()
    voting(box, folk[:12], 1)
    show(box)
    cast(*(arrival(box, person, 2) for person in folk[:12]))
    assert show(box) == 0 and votes(box) == {1: 12}


def test_each_area_waits_for_its_own_ten(folk):
    box = things.box()
    voting(box, folk[:10], 1)
    voting(box, folk[10:19], 2, area=1)
    assert show(box) == 1 and set(standings.kept(box)) == {0}
    voting(box, folk[19:29], 3)
    voting(box, folk[29:30], 2, area=1)
    assert show(box) == 2 and votes(box) == {1: 10, 3: 10} and votes(box, 1) == {2: 10}


@pytest.mark.parametrize(
    ("at", "moved"),
    [(CLOSES - rules.QUIET - things.TICK, 1), (CLOSES - rules.QUIET, 0), (CLOSES, 0), (things.OPENS - things.TICK, 0)],
)
def test_nothing_moves_in_the_last_hour(folk, at, moved):
    box = things.box()
    voting(box, folk[:10], 1)
    assert show(box, at) == moved


def test_what_was_counted_when_the_last_hour_began_is_not_shown(folk, monkeypatch):
    box, clock = things.box(), [CLOSES - rules.QUIET - things.TICK]
    voting(box, folk[:10], 1)
    count = beside.count

    def slowly(*asked):
        found = count(*asked)
        clock[0] += 2 * things.TICK
        return found

    monkeypatch.setattr(beside, "count", slowly)
    assert show_standing(box, clock=lambda: clock[0]) == 0 and standings.kept(box) == {}


def test_the_database_lets_it_move_by_ten_only(folk):
    box = things.box()
    for wrong in (0, 9):
        with pytest.raises(IntegrityError), transaction.atomic():
            Shown.objects.create(box=box, area=0, voters=wrong)
    Shown.objects.create(box=box, area=0, voters=10)
    shown = Shown.objects.filter(box=box, area=0)
    for deed in (lambda: shown.update(voters=19), lambda: shown.update(area=1), shown.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    assert shown.update(voters=20)


# --- restarts, folders, processes ------------------------------------------------------------------


def test_a_restart_forgets_nothing(folk, folders):
    box = things.box()
    voting(box, folk[:10], 1)
    show(box)
    beside.stop()
    voting(box, folk[10:19], 2)
    assert show(box) == 0 and votes(box) == {1: 10}, "what was shown is still there, and it waits for the tenth"
    for folder in folders:
        next(folder.glob("*.standing")).unlink()
    assert show(box) == 0 and standings.kept(box) == {}, "even if it cannot be shown any more"
    voting(box, folk[19:20], 2)
    assert show(box) == 1 and votes(box) == {1: 10, 2: 10}


def test_one_folder_is_enough_and_the_newer_one_is_read(folk, folders):
    box = things.box()
    voting(box, folk[:10], 1)
    show(box)
    old = next(folders[0].glob("*.standing"))
    before = old.read_bytes()
    voting(box, folk[10:20], 2)
    show(box)
    old.write_bytes(before)
    assert votes(box) == {1: 10, 2: 10}
    old.write_bytes(b"{")
    assert votes(box) == {1: 10, 2: 10}


@pytest.mark.parametrize(
    "content",
    [
        "[]", "7", "null", "{", '{"0": 7}', '{"0": {"voters": 10}}', '{"one": {}}',
        '{"0": {"voters": "10", "counted_at": "2026-03-05T04:00:00Z", "votes": {}}}',
        '{"0": {"voters": 99, "counted_at": "yesterday", "votes": {}}}',
        '{"0": {"voters": 99, "counted_at": "2026-03-05T04:00:00", "votes": {}}}',
        '{"0": {"voters": 99, "counted_at": "2026-03-05T04:00:00Z", "votes": []}}',
    ],
)  # fmt: skip
def test_what_is_no_standing_is_not_shown_and_is_written_anew(folk, folders, content):
    box = things.box()
    voting(box, folk[:10], 1)
    show(box)
    file, other = (next(folder.glob("*.standing")) for folder in folders)
    good = other.read_bytes()
    file.write_text(content)
    assert votes(box) == {1: 10}, "the other place has it"
    assert str(file) in " ".join(each.words for each in doctor.shown_standings())
    assert show(box) == 0 and file.read_bytes() == good and not list(doctor.shown_standings())
    for each in (file, other):
        each.write_text(content)
    assert standings.kept(box) == {}
    voting(box, folk[10:20], 2)
    assert show(box) == 1 and votes(box) == {1: 10, 2: 10}


def test_of_two_that_count_at_once_one_shows(folk, monkeypatch):
    """As after a clock that lost its lock: the other has counted five more while this one counted."""
    box, count = things.box(), beside.count
    voting(box, folk[:10], 1)

    def meanwhile(*asked):
        found = count(*asked)
        monkeypatch.setattr(beside, "count", count)
        voting(box, folk[10:15], 2)
        assert show(box) == 1
        return found

    monkeypatch.setattr(beside, "count", meanwhile)
    assert show(box) == 0 and votes(box) == {1: 10, 2: 5}
    assert Shown.objects.get().voters == 15


def test_it_goes_with_the_key(folk):
    box = things.box()
    voting(box, folk[:10], 1)
    show(box)
    things.counted(box, *folk[-2:])
    assert standings.kept(box) == {}


# --- the process beside us -------------------------------------------------------------------------


def counter():
    return beside._process


def test_it_is_warm_and_begins_anew_after_it_died(folk):
    box = things.box()
    voting(box, folk[:10], 1)
    show(box)
    first = standings.kept(box)[0]["process"]
    assert first == counter().pid != os.getpid()
    voting(box, folk[10:20], 1)
    show(box)
    assert standings.kept(box)[0]["process"] == first
    os.kill(first, signal.SIGKILL)
    counter().wait(PATIENCE)
    voting(box, folk[20:30], 1)
    show(box)
    assert standings.kept(box)[0]["process"] == counter().pid != first


def test_it_ends_with_whoever_started_it(folk):
    box = things.box()
    voting(box, folk[:10], 1)
    show(box)
    process = counter()
    process.stdin.close()  # as when we are killed
    assert process.wait(PATIENCE) == 0


def test_one_that_takes_too_long_is_ended(folk, monkeypatch):
    box = things.box()
    voting(box, folk[:10], 1)
    show(box)
    process = counter()
    monkeypatch.setattr(beside, "PATIENCE", 0.1)
    os.kill(process.pid, signal.SIGSTOP)
    voting(box, folk[10:20], 1)
    with pytest.raises(beside.NotCounted, match="died"):
        show(box)
    assert process.poll() is not None


def test_the_chore_goes_on_to_the_next_box_and_names_no_choice(folk, caplog):
    now = timezone.now()
    window = Window(now - timedelta(days=1), now + timedelta(days=1))
    bad, lost, good = (things.box(f"thing:{n}", window) for n in (1, 2, 3))
    for box, chosen in ((bad, 13), (lost, 1), (good, 1)):
        arrivals = [arrival(box, person, chosen, at=now) for person in folk[:10]]
        assert cast(*arrivals, clock=lambda: now)
    for folder in keys.settings.BALLOT_KEYS:
        (folder / f"{lost.fingerprint}.key").unlink()
    assert clockwork.show_standings(now) == 1
    assert standings.kept(good) and not standings.kept(bad) and not standings.kept(lost)
    assert "(ValueError)" in caplog.text and "(key)" in caplog.text and "thirteen" not in caplog.text


def test_what_breaks_in_it_is_no_fault_of_the_next(folk):
    box, other = things.box("thing:1"), things.box("thing:2")
    voting(box, folk[:10], 13)
    voting(other, folk[:10], 1)
    with pytest.raises(beside.NotCounted):
        show(box)
    assert show(other) == 1


CHOICE = 23_017, 29_011  # two numbers that nothing else contains


def told(content):
    pair = [f"{number}".encode() for number in CHOICE]
    return [number for number in pair if number in content]


def test_nothing_it_is_started_with_or_leaves_behind_names_a_key_or_a_choice(folk, folders):
    box, log = things.box(), postgres.recorded(keys.settings.BASE_DIR).log
    before = len(log.read_bytes())
    voting(box, folk[:10], *CHOICE)
    with connection.cursor() as cursor:
        cursor.execute("alter table ballots_sealed rename column ballot to elsewhere")
        with pytest.raises(beside.NotCounted, match="UndefinedColumn"):
            show(box)
        cursor.execute("alter table ballots_sealed rename column elsewhere to ballot")
    assert show(box) == 1
    said = log.read_bytes()[before:]
    assert b"ballots_sealed where box_id" in said, "void unless the log has a statement of it that failed"
    key = keys.read(box.fingerprint)
    place = Path(f"/proc/{counter().pid}")
    started = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
    for content in (said, started):
        assert told(content) == [] and key not in content and key.hex().encode() not in content
    assert box.fingerprint.encode() not in started
    assert not any(name in started for name in (b"SECRET_KEY", b"SLIP_KEY", b"DATABASE_URL", b"BALLOT_KEYS"))
    limits = (place / "limits").read_text()
    assert next(line for line in limits.splitlines() if "core file" in line).split()[4:6] == ["0", "0"]
    opened = {os.readlink(each) for each in (place / "fd").iterdir()}
    assert not any(str(folder) in each for folder in folders for each in opened), "no key stays open"
    shown = (folders[0] / f"{box.fingerprint}.standing").read_bytes()
    assert len(told(shown)) == 2, "void unless the standing has them, which everybody may know"


def test_no_table_holds_what_is_shown(folk):
    box = things.box()
    voting(box, folk[:10], *CHOICE)
    voting(box, folk[10:20], CHOICE[0])
    show(box)
    assert votes(box) == {CHOICE[0]: 20, CHOICE[1]: 10}
    assert told(dump()) == []


def test_a_ballot_that_lies_under_anothers_pseudonym_stops_the_count(folk):
    box = things.box()
    voting(box, folk[:10], 1)
    one, other = Sealed.objects.all()[:2]
    Sealed.objects.filter(pk=one.pk).update(ballot=other.ballot)
    with pytest.raises(beside.NotCounted, match="ballot"):
        show(box)
    assert standings.kept(box) == {}


def test_it_counts_what_the_count_will_open(folk):
    box = things.box()
    voting(box, folk[:10], 1, 2)
    voting(box, folk[10:20])
    show(box)
    opened = [choices for _area, choices in reading.opened(box)]
    assert votes(box) == {thing: sum(thing in choices for choices in opened) for thing in (1, 2)}
    assert standings.kept(box)[0]["voters"] == len(opened)

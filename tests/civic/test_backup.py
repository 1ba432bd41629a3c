"""What is saved while people endorse comes back whole: every counter right, every file there, no key in it."""

import itertools
import json
import subprocess
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from civic import backup, checkup, keys
from civic.checkup import WRONG
from civic.files import tidying
from proposals import recount
from proposals.archive import scratch
from proposals.ballots.doctor import ballot_keys
from proposals.models import Endorsement, Proposal
from tests import people
from tests.proposals.budgets import life
from tests.races import arena
from tests.waiting import PATIENCE, until


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "evidence").mkdir(parents=True)
    (tmp_path / "media" / "evidence" / "照片.txt").write_text("輕軌", encoding="utf-8")
    return tmp_path / "media"


@pytest.fixture
def empty_database(own_database):
    """Leads the default connection to a database with nothing in it; before that, `own_database` is in use."""
    name = f"{own_database}_empty"

    def enter():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'create database "{name}"')
        connection.close()
        connection.settings_dict["NAME"] = name

    yield enter
    connections.close_all()
    connection.settings_dict["NAME"] = own_database
    scratch.drop(name)


def called(name, folder):
    out, err = StringIO(), StringIO()
    call_command(name, folder, stdout=out, stderr=err)
    return out.getvalue() + err.getvalue()


def test_a_backup_taken_while_people_endorse_is_whole(empty_database, media, settings, tmp_path):
    proposal, stop, sure = arena.collecting(), threading.Event(), itertools.count()
    people, acknowledged = iter(arena.newcomers(5000)), []

    def endorse_on():
        try:
            while not stop.is_set():
                arena.endorse(proposal, next(people))
                acknowledged.append(next(sure))
        finally:
            connections.close_all()

    crowd = threading.Thread(target=endorse_on)
    crowd.start()
    try:
        until(lambda: len(acknowledged) > 5)
        before = len(acknowledged)
        called("backup", tmp_path / "saved")
        after = len(acknowledged)
        until(lambda: len(acknowledged) > after)
    finally:
        stop.set()
        crowd.join(PATIENCE)
    empty_database()
    settings.MEDIA_ROOT = tmp_path / "other"
    assert "is back" in called("restore", tmp_path / "saved")
    count = Proposal.objects.get(pk=proposal.pk).endorsement_count
    assert before <= count == Endorsement.objects.count() <= after + 1
    assert recount.wrong() == []
    questions = (checkup.database, checkup.migrations, checkup.identity_key)
    wrong = {one.subject: one.words for question in questions for one in question() if one.verdict == WRONG}
    assert wrong.keys() <= {"Clockwork", "Outbox"}, "which do not work beside a test"
    assert (tmp_path / "other" / "evidence" / "照片.txt").read_text(encoding="utf-8") == "輕軌"
    assert tidying.open_to_others(tmp_path / "other") == []


@pytest.fixture
def saved(own_database, media, tmp_path):
    called("backup", tmp_path / "saved")
    return tmp_path / "saved"


def test_no_key_is_in_it_only_names_and_fingerprints(saved):
    whole = b"".join(path.read_bytes() for path in saved.iterdir())
    for name in keys.NAMES:
        assert not any(key.encode() in whole for key in keys.of(name))
        assert json.loads((saved / "backup.json").read_text())["keys"][name] == keys.fingerprint(name)
    assert saved.stat().st_mode & 0o077 == 0


def test_other_keys_are_told(saved, empty_database, settings, tmp_path):
    empty_database()
    settings.MEDIA_ROOT, settings.IDENTITY_KEY = tmp_path / "other", "another" * 8
    assert "Other keys than at the backup: IDENTITY_KEY." in called("restore", saved)
    assert not keys.is_right()


def test_a_newer_data_key_beside_the_one_of_the_backup_is_no_other(saved, settings):
    settings.DATA_KEYS = ["another" * 8, *settings.DATA_KEYS]
    assert backup.read(saved).other_keys() == []
    settings.DATA_KEYS = settings.DATA_KEYS[:1]
    assert backup.read(saved).other_keys() == ["DATA_KEYS"]


def test_a_database_that_is_not_empty_is_left_alone(saved):
    before = arena.newcomers(3)
    with pytest.raises(CommandError, match="not empty"):
        called("restore", saved)
    assert len(before) == 3 and not Proposal.objects.exists()


def test_media_that_are_there_are_left_alone(saved, empty_database, media):
    empty_database()
    with pytest.raises(CommandError, match="media is not empty"):
        called("restore", saved)


def test_a_folder_that_is_not_empty_is_left_alone(saved):
    with pytest.raises(CommandError, match="not empty"):
        called("backup", saved)
    assert backup.read(saved)


@pytest.mark.parametrize("name", ["database.dump", "media.tar"])
def test_a_backup_that_was_harmed_is_not_used(saved, empty_database, name):
    with (saved / name).open("ab") as file:
        file.write(b"x")
    empty_database()
    with pytest.raises(CommandError, match=f"damaged: {name}"):
        called("restore", saved)


def test_a_backup_that_was_cut_short_is_not_used(saved, empty_database):
    (saved / "backup.json").unlink()
    empty_database()
    with pytest.raises(CommandError, match="no complete backup"):
        called("restore", saved)


def test_a_server_that_is_too_new_for_our_programs_is_named(own_database, media, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "_major", lambda program: 17)
    with pytest.raises(CommandError, match="postgresql-client-18"):
        called("backup", tmp_path / "saved")


def test_the_keys_of_ballot_boxes_stay_outside_and_doctor_says_what_to_put_back(
    empty_database, media, settings, tmp_path
):
    settings.BALLOT_KEYS = [tmp_path / "one", tmp_path / "two"]
    cycle = life.voting(life.team()[0], **life.today())
    life.vote(cycle, people.person("mei"), 1, now=timezone.now())
    (name,) = (path.name for path in (tmp_path / "one").iterdir())
    key = (tmp_path / "one" / name).read_bytes()
    called("backup", tmp_path / "saved")
    plain = subprocess.run(
        [backup._program("pg_restore"), "--file=-", tmp_path / "saved" / backup.DATABASE],
        capture_output=True,
        check=True,
    ).stdout
    assert name.removesuffix(".key").encode() in plain, "void unless the box itself is in it"
    assert key.hex().encode() not in plain and key not in plain
    assert key not in (tmp_path / "saved" / backup.MEDIA).read_bytes()
    empty_database()
    settings.MEDIA_ROOT, there = tmp_path / "other", settings.BALLOT_KEYS
    settings.BALLOT_KEYS = [tmp_path / "new" / "one", tmp_path / "new" / "two"]
    called("restore", tmp_path / "saved")
    (missing,) = (one.words for one in ballot_keys() if one.verdict == WRONG)
    assert f"put {name} back" in missing and "its 1 ballots are lost" in missing
    settings.BALLOT_KEYS = there
    assert not [one for one in ballot_keys() if one.verdict == WRONG]

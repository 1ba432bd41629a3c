"""The replay of an archive: each row at its instant, through the verbs, the same every time."""

import csv
import json
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from civic.outbox.actions import silence
from civic.outbox.models import Mailing
from civic.record.models import Entry
from proposals.archive import replay
from proposals.models import Endorsement, Proposal

OPENS = datetime.fromisoformat("2016-09-30T11:21:53+08:00")
CLOSES = datetime.fromisoformat("2016-12-05T00:00:00+08:00")
SECOND = timedelta(seconds=1)
SHARED = settings.BASE_DIR.parent / "shared" / "data" / "join"


class Archive:
    """An archive being written: ideas with a goal, each with a list of instants."""

    def __init__(self, folder):
        self.ideas, self.lists = folder / "ideas.jsonl", folder / "lists"
        self.lists.mkdir()

    def add(self, name, instants=None, goal=5):
        line = {"id": name, "title": name, "content": "c", "benefit": "b", "endorse_goal": goal,
                "publish": OPENS.isoformat(), "endorse_due": CLOSES.isoformat()}  # fmt: skip
        with self.ideas.open("a") as file:
            file.write(json.dumps(line) + "\n")
        if instants is not None:
            rows = [f"No.{n},{at:%Y-%m-%d %H:%M:%S},高雄市,鼓山區,好" for n, at in enumerate(instants, 1)]
            (self.lists / f"{name}.csv").write_text("no,endorsed_at,city,town,reason\n" + "\n".join(rows) + "\n")

    def play(self, **manner):
        """{id: outcome}, and the sentences said."""
        said = []
        with silence():
            played = replay.Replay(tell=said.append, **manner).play(self.ideas, self.lists)
            return {outcome.id: outcome for outcome in played}, said


@pytest.fixture
def archive(tmp_path, own_database):
    return Archive(tmp_path)


def test_the_goal_is_reached_at_the_instant_of_its_row(archive):
    archive.add("reached", [OPENS + n * SECOND for n in range(7)])
    archive.add("missed", [OPENS + n * SECOND for n in range(4)])
    outcomes, _said = archive.play()
    assert outcomes["reached"].as_dict() == {
        "id": "reached", "count": 7, "phase": "established", "established_at": "2016-09-30T11:21:57+08:00",
        "refused": 0, "unreadable": 0,
    }  # fmt: skip
    assert (outcomes["missed"].phase, outcomes["missed"].established_at) == ("lapsed", None)


def test_rows_outside_the_window_are_refused_and_counted_as_refused(archive):
    archive.add("edges", [OPENS - SECOND, OPENS, CLOSES - SECOND, CLOSES, CLOSES + SECOND])
    outcome = archive.play()[0]["edges"]
    assert (outcome.count, outcome.refused, outcome.phase) == (2, 3, "lapsed")


def test_the_row_that_would_reach_the_goal_comes_too_late(archive):
    archive.add("late", [OPENS + n * SECOND for n in range(4)] + [CLOSES, CLOSES])
    outcome = archive.play()[0]["late"]
    assert (outcome.count, outcome.refused, outcome.established_at) == (4, 2, None)


def test_rows_whose_time_cannot_be_read_are_neither_counted_nor_refused(archive):
    archive.add("torn", [OPENS + SECOND] * 2)
    with (archive.lists / "torn.csv").open("ab") as file:
        file.write(b"\n,,,,\nNo.9,sometime,,,\n\xff\xfe,\xff,\xff,\xff,\xff\n")
    outcome = archive.play()[0]["torn"]
    assert (outcome.count, outcome.refused, outcome.unreadable) == (2, 0, 2)


def test_lists_longer_than_a_batch_and_than_the_crowd_at_hand_are_counted_whole(archive, monkeypatch):
    monkeypatch.setattr(replay, "BATCH", 7)
    monkeypatch.setattr(replay, "CROWD", 10)
    archive.add("long", [OPENS + n * SECOND for n in range(50)], goal=33)
    archive.add("next", [OPENS + n * SECOND for n in range(20)], goal=33)
    outcomes, _said = archive.play()
    assert (outcomes["long"].count, outcomes["next"].count) == (50, 20)
    assert outcomes["long"].established_at == (OPENS + 32 * SECOND).isoformat()
    assert Endorsement.objects.values("person").distinct().count() == 50


def test_what_does_not_fit_together_is_told_and_stops_nothing(archive):
    archive.add("no-list")
    archive.add("empty", [])
    archive.add("empty", [])
    (archive.lists / "picture.csv").write_bytes(b"\x89PNG")
    (archive.lists / "folder.csv").mkdir()
    for name in ("picture", "folder"):
        archive.add(name)
    (archive.lists / "stray.csv").write_text("no,endorsed_at\n1,2016-10-01 10:00:00\n")
    outcomes, said = archive.play()
    assert {name: outcome.count for name, outcome in outcomes.items()} == dict.fromkeys(
        ["no-list", "empty", "picture", "folder"], 0
    )
    words = ("empty comes a second", "picture.csv has no column", "folder.csv cannot be read", "stray.csv belongs")
    for word in words:
        assert any(word in sentence for sentence in said), (word, said)


def test_a_second_replay_into_the_same_database_changes_nothing(archive):
    archive.add("again", [OPENS + n * SECOND for n in range(6)] + [CLOSES])
    first, second = archive.play()[0], archive.play()[0]
    assert first == second
    assert (Proposal.objects.count(), Endorsement.objects.count()) == (1, 6)


def test_in_a_database_that_is_kept_the_clock_has_nothing_left_to_do(archive):
    archive.add("kept", [OPENS + n * SECOND for n in range(4)])
    archive.play(turns=True)
    assert Proposal.objects.get().looks_again_at is None
    assert [entry.verb for entry in Entry.objects.order_by("pk")][-2:] == ["opened", "lapsed"]


def test_nobody_is_written_to(archive):
    archive.add("quiet", [OPENS + n * SECOND for n in range(6)])
    archive.play()
    assert not Mailing.objects.exists()


def replayed(ideas, lists, *more):
    command = [sys.executable, "manage.py", "replay", str(ideas), "--endorsements", str(lists), "--json", *more]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()], ended.stderr


@pytest.mark.shared
def test_the_national_archive_is_established_on_the_recorded_days():
    outcomes, progress = replayed(SHARED / "ideas_dev.jsonl", SHARED / "endorsements")
    outcomes = {outcome["id"]: outcome for outcome in outcomes}
    with (SHARED / "threshold_truth_dev.csv").open(encoding="utf-8") as file:
        truth = {row["id"]: row for row in csv.DictReader(file)}
    established = {name: row["ts_5000th"] for name, row in truth.items() if row["firstSigned_date"]}
    assert len(outcomes) > len(truth) > len(established) >= 2, "the archive is not the one this test knows"
    for name, outcome in outcomes.items():
        if name in established:
            assert outcome["established_at"] == established[name].replace(" ", "T") + "+08:00"
            assert outcome["established_at"].startswith(truth[name]["firstSigned_date"])
        else:
            assert outcome["phase"] == "lapsed" and outcome["established_at"] is None
        if name in truth:
            assert outcome["count"] + outcome["refused"] == int(truth[name]["rows_in_csv"])
    assert "100%" in progress


@pytest.mark.parametrize(("ideas", "word"), [("nowhere.jsonl", "no file"), ("manage.py", "no folder")])
def test_a_path_that_is_not_there_is_said_in_one_sentence(ideas, word):
    command = [sys.executable, "manage.py", "replay", ideas, "--endorsements", "nowhere"]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert ended.returncode == 1 and word in ended.stderr and "Traceback" not in ended.stderr

"""`manage.py import_pb`: a Pabulib file becomes a counted budget, with the winners of `count`, and its file again."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from civic.lifecycle import Refused
from proposals.budgets import actions
from proposals.budgets.actions.importing import numbers_of
from proposals.budgets.counting.official import official
from proposals.budgets.counting.pabulib import parse, read
from proposals.budgets.counting.papers import from_file
from proposals.budgets.models import Cycle, Result
from tests.needs import ROOT
from tests.people import NOON
from tests.proposals.budgets import life

pytestmark = pytest.mark.django_db

FOLDER = ROOT.parent / "shared" / "data" / "pb"
FILES = sorted(FOLDER.glob("*.pb"))
SMALL = """META
key;value
description;Kept in a drawer
unit;Town
budget;100
vote_type;approval
rule;greedy
date_begin;1.3.2024
date_end;9.3.2024
PROJECTS
project_id;cost;name;selected
A;70;Arcade;1
B;40;Bridge;0
C;30;Court;1
VOTES
voter_id;vote
1;A,B
2;A,C
3;A,C
"""


@pytest.fixture
def imported(tmp_path):
    """`imported(text)` is the cycle that the command makes of a file."""

    def bring(text: str) -> Cycle:
        path = tmp_path / "town.pb"
        path.write_text(text, encoding="utf-8")
        call_command("import_pb", str(path), stdout=StringIO())
        return Cycle.objects.latest("pk")

    return bring


@pytest.mark.shared
@pytest.mark.parametrize("path", FILES or [Path("none.pb")], ids=lambda path: path.stem[:40])
def test_every_file_has_the_winners_of_the_count_and_reads_back_to_them(path, client):
    file = read(path)
    counted = official(file, from_file(file))
    call_command("import_pb", str(path), stdout=StringIO())
    cycle = Cycle.objects.get()
    chosen = cycle.areas.get().result.report["winners"]
    numbers = numbers_of(file.ids)
    assert set(cycle.projects.values_list("number", flat=True)) == set(numbers.values())
    assert chosen == [str(numbers[each]) for each in counted.count.winners]
    told = client.get(f"/budgets/{cycle.pk}.pb").content
    again = parse(told)
    assert again == file and official(again, from_file(again)).count.winners == counted.count.winners
    said = client.get(f"/budgets/{cycle.pk}/result.json").json()
    assert said["turnout"] == from_file(file).voters and said["winners"] == list(map(int, chosen))
    assert client.get(cycle.get_absolute_url()).status_code == 200
    assert client.get(cycle.projects.first().get_absolute_url()).status_code == 200


def test_a_file_becomes_a_public_counted_budget(imported, client):
    cycle = imported(SMALL)
    assert cycle.phase() == "result" and not cycle.areas.get().box_id
    assert (cycle.currency, cycle.year, cycle.areas.get().amount) == ("", 2024, 100)
    page = client.get(cycle.get_absolute_url()).content.decode()
    assert "Arcade" in page and "3</span>" in page and "照檔案自己寫的規則" in page
    said = client.get(f"/budgets/{cycle.pk}/status.json").json()
    assert (said["phase"], said["turnout"], said["counted_at"]) == ("result", 3, "2024-03-09T16:00:00Z")
    assert client.get(f"/budgets/{cycle.pk}/result.json").json()["winners"] == [1, 3]
    assert client.get(f"/en{cycle.get_absolute_url()}").status_code == 200
    assert "/budgets/count/?file=" in page


def test_a_file_is_imported_once(imported):
    imported(SMALL)
    with pytest.raises(CommandError, match="匯入過"):
        imported(SMALL)
    assert Result.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [("date_begin;1.3.2024\ndate_end;9.3.2024\n", ""), ("2024", "2199"), ("budget;100", "budget;0.5"), ("A;70", "A;x")],
)
def test_what_is_no_count_leaves_nothing(imported, changed):
    with pytest.raises(CommandError):
        imported(SMALL.replace(*changed))
    assert not Cycle.objects.exists()


def test_a_file_that_is_not_there_is_told():
    with pytest.raises(CommandError, match="nowhere.pb"):
        call_command("import_pb", "nowhere.pb")


def test_no_cycle_is_begun_like_an_imported_one(imported, client):
    cycle, tia = imported(SMALL), life.team()[0]
    with pytest.raises(Refused):
        actions.copy(cycle, tia, now=NOON, year=2027)
    client.force_login(tia)
    page = client.get(reverse("budgets:desk_one", args=[cycle.pk])).content.decode()
    assert reverse("budgets:desk_copying", args=[cycle.pk]) not in page

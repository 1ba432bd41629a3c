"""The count of a cycle: confirmed by two, exact, the same for anybody, and final."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from civic.accounts.actions import verify
from civic.city.models import District
from civic.lifecycle import Refused
from civic.outbox.models import Mailing
from civic.outbox.registry import kinds
from civic.outbox.words import render
from civic.seen import CHANGED
from proposals.ballots import actions as ballots
from proposals.ballots.models import Sealed
from proposals.budgets import actions, marks
from proposals.budgets.actions import counting
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.counting import pabulib
from proposals.budgets.counting.count import count
from proposals.budgets.counting.methods import RULES
from proposals.budgets.counting.papers import from_file
from proposals.budgets.models import Cycle, Result
from tests import people
from tests.people import DAY
from tests.proposals.budgets import life
from tests.proposals.budgets.life import AFTER, BEFORE, DURING, OPEN


@pytest.fixture
def town(own_database):
    tia, tom = life.team()
    voters = [people.person(f"V{n}") for n in range(5)]
    return tia, tom, voters


def test_two_people_count_and_anybody_counts_the_same(town):
    tia, tom, voters = town
    cycle = life.voting(tia)
    for voter, numbers in zip(voters, [(1, 2), (1,), (2, 3), (3,), ()], strict=True):
        life.vote(cycle, voter, *numbers)
    cycle = life.counted(cycle, tia, tom)
    result = Result.objects.get()
    assert cycle.phase(AFTER) == "result" and cycle.seed == "7 8 9"
    assert result.turnout == 5 and result.report["winners"] == ["2", "1"] and result.spent == 70
    again = count(from_file(pabulib.parse(result.file)), RULES["greedy"], "7 8 9")
    assert again.winners == result.report["winners"]
    assert not Sealed.objects.exists() and boxes_of(cycle).get().key_gone_at
    letter = Mailing.objects.get(kind="budgets.counted")
    assert kinds[letter.kind].audience(letter, 0, 10) == sorted(voter.pk for voter in voters)
    for language in ("zh-hant", "en"):
        said = kinds[letter.kind].context(letter, language)
        _subject, body = render(letter.kind, {**said, "nickname": "V0"})
        won = [f"- {cycle.projects.get(number=number).title}" in body for number in (1, 2, 3)]
        assert won == [True, True, False]


def test_the_second_person_is_another_one_and_writes_the_same_seed(town):
    tia, tom, voters = town
    cycle = life.voting(tia)
    for box in boxes_of(cycle):
        ballots.close(box, now=AFTER)
    nobody = marks.counting(cycle)
    actions.confirm_count(cycle, tia, now=AFTER, seed="1 2", seen=nobody)
    with pytest.raises(Refused, match=CHANGED):
        actions.confirm_count(cycle, tom, now=AFTER, seed="1 2", seen=nobody)  # who did not know to be the second
    for person, seed, code in [(tia, "1 2", "second_person"), (tom, "1 3", "other_seed"), (tom, "", "no_seed")]:
        with pytest.raises(Refused) as refused:
            actions.confirm_count(cycle, person, now=AFTER, seed=seed)
        assert refused.value.refusal.code == code
    actions.confirm_count(cycle, tia, now=AFTER, seed="1 3")
    assert Cycle.objects.get().seed == "1 3" and boxes_of(cycle).get().second_confirmer is None
    assert not actions.count_cycle(cycle, now=AFTER)


def test_it_is_counted_when_the_result_is_published(town, monkeypatch):
    tia, tom, _voters = town
    monkeypatch.setattr(counting, "time", SimpleNamespace(monotonic=iter([1000.0, 1095.9]).__next__))
    cycle = life.counted(life.voting(tia), tia, tom)
    assert cycle.counted_at == Mailing.objects.get(kind="budgets.counted").at == AFTER + timedelta(seconds=95)


def test_what_fell_out_wins_nothing_and_ballots_keep_the_rest(town):
    tia, tom, voters = town
    cycle = life.voting(tia)
    for voter in voters:
        life.vote(cycle, voter, 1, 2)
    actions.drop(cycle, tia, cycle.projects.get(number=1), now=DURING, reason="地下有管線")
    life.counted(cycle, tia, tom)
    report = Result.objects.get().report
    assert "1" not in report["winners"] and report["projects"][0]["why"]["reason"] == "withdrawn"
    assert report["projects"][1]["votes"] == 5


def test_each_area_spends_its_own_money(town):
    tia, tom, voters = town
    cycle = life.voting(tia, amounts=(100, 60), citywide=50)
    life.vote(cycle, voters[0], 1, 2, area=1)
    life.vote(cycle, voters[1], 4, 5, area=2)
    life.vote(cycle, voters[2], 9, area=None)
    life.counted(cycle, tia, tom)
    won = {result.area.number: result.report["winners"] for result in Result.objects.all()}
    assert won == {1: ["2", "1"], 2: ["5"], 3: ["9"]}


def test_a_result_stands(town):
    tia, tom, voters = town
    life.counted(life.voting(tia), tia, tom)
    for change in (
        "update budgets_result set spent = 1",
        "delete from budgets_result",
        *(
            f"truncate budgets_{table} cascade"
            for table in ("cycle", "area", "area_districts", "project", "result")
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cycle.objects.update(seed="other")


def test_what_is_published_of_voters_and_of_another_rule(town, client):
    tia, tom, voters = town
    yancheng, gushan = District.objects.order_by("code")[:2]
    cycle = life.planned(tia, costs=(90, 50, 40))
    cycle.areas.get().districts.set([yancheng, gushan])
    actions.publish(cycle, tia, now=BEFORE + DAY)
    actions.take_turns(cycle, now=OPEN)
    cycle.refresh_from_db()
    voters += [people.person(f"W{n}") for n in range(20)]
    for place, voter in enumerate(voters):
        proved = {"district": yancheng, "born_on": date(1990, 1, 1)} if place < 13 else {"district": gushan}
        verify(voter, "card", 3, at=BEFORE, proof=str(voter.pk), **proved)
        life.vote(cycle, voter, *((1,) if place < 13 else (2, 3)))
    life.counted(cycle, tia, tom)
    report = Result.objects.get().report
    assert report["voters"]["districts"] == [
        {"code": yancheng.code, "number": 13}, {"code": gushan.code, "number": None}, {"code": "", "number": None},
    ]  # fmt: skip
    assert [row["from"] for row in report["voters"]["ages"] if row["number"] == 13] == [30]
    assert sum(row["number"] is None for row in report["voters"]["ages"]) == 6
    assert report["beside"]["rule"] == "equal-shares-add1" and report["winners"] != report["beside"]["winners"]
    page = client.get(cycle.get_absolute_url()).content.decode()
    assert "只供比較" in page and "不公布" in page
    told = page.partition('class="chosen"')[2].partition("</ol>")[0]
    winners = [cycle.projects.get(number=number).title for number in report["winners"]]
    assert winners and told.count("<li>") == len(winners) and all(title in told for title in winners)
    said = client.get(f"/budgets/{cycle.pk}/result.json").json()
    assert said["areas"][0]["voters"] == report["voters"]
    assert said["areas"][0]["beside"]["winners"] == [int(winner) for winner in report["beside"]["winners"]]


def test_fewer_than_ten_ballots_are_not_published_one_by_one(town, client):
    tia, tom, voters = town
    cycle = life.voting(tia)
    for voter in voters:
        life.vote(cycle, voter, 1)
    life.counted(cycle, tia, tom)
    assert client.get(f"/budgets/{cycle.pk}.pb").status_code == 404
    assert client.get(f"/budgets/{cycle.pk}/area-1.pb").status_code == 404
    page = client.get(cycle.get_absolute_url()).content.decode()
    assert "不到十人投票" in page and ".pb" not in page.partition("<main")[2].partition("</main")[0]


def test_a_ballot_with_all_projects_that_are_left_counts(town):
    tia, tom, voters = town
    cycle = life.voting(tia, costs=(40, 30), least=2)
    life.vote(cycle, voters[0], 1, 2)
    actions.drop(cycle, tia, cycle.projects.get(number=1), now=DURING, reason="地下有管線")
    life.vote(cycle, voters[1], 2)
    life.counted(cycle, tia, tom)
    assert Result.objects.get().report["projects"][1]["votes"] == 2

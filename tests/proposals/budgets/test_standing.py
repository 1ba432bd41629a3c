"""How a vote stands: counted as the count will count it, shown where the policy says so, and only there."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from civic.accounts import crowd
from civic.live import topics
from proposals.ballots import beside, reading, standings
from proposals.ballots.actions import show_standing
from proposals.budgets import actions, rules, status
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.boxes import BudgetBoxes
from proposals.budgets.models import Cycle
from proposals.budgets.standing import is_standing, standing
from tests.proposals.budgets import life
from tests.proposals.budgets.life import CLOSE, DURING

PROJECTS = [(1, 40), (2, 30), (3, 50)]
SAID = {"voters": 12, "counted_at": "2026-03-05T04:00:00Z", "votes": {"1": 7, "2": 3, "3": 5}, "winners": [1, 3],
        "spent": 90}  # fmt: skip


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.BALLOT_KEYS = [tmp_path / "one", tmp_path / "two"]
    yield
    beside.stop()


def told(form="approval", rule="greedy", projects=PROJECTS):
    return {"rule": rule, "form": form, "amount": 100, "projects": projects}


@pytest.mark.parametrize(
    ("form", "ballots", "votes", "winners"),
    [
        ("approval", {(1, 3): 4, (2,): 3, (): 5}, {"1": 4, "2": 3, "3": 4}, [1, 3]),
        ("knapsack", {(2, 3): 4, (1,): 3}, {"1": 3, "2": 4, "3": 4}, [2, 3]),
        ("points", {(1, 3, 2, 1): 2, (2, 5): 1}, {"1": 6, "2": 7, "3": 0}, [2, 1]),
        ("ranking", {(3, 1): 2, (2,): 1}, {"1": 2, "2": 1, "3": 4}, [3, 1]),
    ],
)
def test_an_area_is_counted_by_its_rule(form, ballots, votes, winners):
    found = standing(told(form), Counter(ballots))
    assert found["votes"] == votes and found["winners"] == winners
    assert found["spent"] == sum(dict(PROJECTS)[number] for number in winners)


@pytest.mark.parametrize("rule", ["equal-shares", "equal-shares-add1", "phragmen", "greedy-per-cost"])
def test_by_every_rule_money_is_not_overspent(rule):
    assert standing(told(rule=rule), Counter({(1, 2): 5, (3,): 5}))["spent"] <= 100


@pytest.mark.parametrize(
    "wrong",
    [
        {"votes": [7, 3]}, {"votes": {"1": "7"}}, {"votes": {"one": 7}}, {"votes": {"1": -1}}, {"winners": "13"},
        {"winners": ["1"]}, {"spent": None}, {"spent": 1.5},
    ],
)  # fmt: skip
def test_what_the_count_says_is_a_standing_and_nothing_else_is(wrong):
    said = json.loads(json.dumps(standing(told(), Counter({(1, 3): 4}))))
    assert is_standing(said) and not is_standing(said | wrong) and not is_standing({})


def test_what_fell_out_is_on_no_ballot_any_more():
    left = [(1, 40), (3, 50)]
    found = standing(told(projects=left), Counter({(1, 2): 4, (2,): 3, (2, 3): 1}))
    assert found == {"votes": {"1": 4, "3": 1}, "winners": [1, 3], "spent": 90}
    assert standing(told("points", projects=left), Counter({(2, 9, 1, 1): 1}))["votes"] == {"1": 1, "3": 0}


# --- what is shown -----------------------------------------------------------------------------------


def shown_of(cycle):
    """What a stranger is told of a cycle: by JSON, and over a socket."""
    (now,) = status.present([cycle.pk], timezone.now()).values()
    (over,) = topics.read([cycle.topic], timezone.now()).values()
    return now["standing"], over["standing"]


def kept(cycle):
    """A standing lies in the folders, whatever the policy is."""
    for box in boxes_of(cycle):
        standings.keep(box, {1: SAID})


@pytest.mark.django_db
@pytest.mark.parametrize("policy", rules.POLICIES)
def test_socket_json_and_page_show_a_standing_by_the_policy_alone(client, policy):
    cycle = life.voting(life.team()[0], policy=policy, **life.today())
    kept(cycle)
    expected = {"1": SAID} if policy == "open" else None
    assert shown_of(cycle) == (expected, expected)
    assert client.get(reverse("budgets:status", args=[cycle.pk])).json()["standing"] == expected
    for page in ("budgets:cycle", "budgets:wall"):
        content = client.get(reverse(page, args=[cycle.pk])).content.decode()
        assert ("data-standing=" in content) is (policy == "open")
        assert ("7 票" in content) is (policy == "open")


@pytest.mark.django_db
def test_before_the_first_standing_the_page_says_when_it_comes(client):
    cycle = life.voting(life.team()[0], policy="open", **life.today())
    assert shown_of(cycle) == ({}, {})
    content = client.get(reverse("budgets:cycle", args=[cycle.pk])).content.decode()
    assert '<ol class="bars" hidden>' in content and "滿十人" in content


@pytest.mark.django_db
def test_the_page_says_who_is_in_where_the_money_ends_and_who_is_out(client):
    cycle = life.voting(life.team()[0], policy="open", **life.today())
    kept(cycle)
    content = client.get(cycle.get_absolute_url()).content.decode()
    parts = [content.index(f'data-number="{number}"') for number in (1, 3)]
    line, out = content.index("money-line"), content.index('data-number="2"')
    assert parts == sorted(parts) and parts[-1] < line < out
    assert "NT$10" in content[line:out]


@pytest.mark.django_db
def test_a_project_that_fell_out_is_shown_so_before_the_next_standing(client):
    tia, _tom = life.team()
    cycle = life.voting(tia, policy="open", **life.today())
    kept(cycle)
    actions.drop(cycle, tia, cycle.projects.get(number=1), now=timezone.now(), reason="地下有管線")
    content = client.get(reverse("budgets:wall", args=[cycle.pk])).content.decode()
    assert content.index('data-number="3"') < content.index("money-line") < content.index('data-number="1"')
    counting = BudgetBoxes().standing(boxes_of(cycle).get(), timezone.now())
    assert counting.areas[1]["projects"] == [(2, 30), (3, 50)]


@pytest.mark.django_db
@pytest.mark.parametrize("policy", rules.POLICIES)
def test_only_an_open_policy_is_counted_and_only_while_one_can_vote(policy):
    cycle = life.voting(life.team()[0], policy=policy)
    box = boxes_of(cycle).get()
    assert (BudgetBoxes().standing(box, DURING) is not None) is (policy == "open")
    assert BudgetBoxes().standing(box, CLOSE) is None


@pytest.mark.django_db
@pytest.mark.parametrize("policy", rules.POLICIES)
def test_nobody_changes_the_policy_once_the_vote_has_opened(policy):
    cycle = life.voting(life.team()[0], policy=policy)
    for other in rules.POLICIES.keys() - {policy}:
        with pytest.raises(IntegrityError), transaction.atomic():
            Cycle.objects.filter(pk=cycle.pk).update(policy=other)


@pytest.mark.django_db
def test_a_wall_shows_one_area_alone_and_the_turnout_where_that_is_all(client):
    tia, _tom = life.team()
    cycle = life.voting(tia, policy="open", amounts=(100, 50), **life.today())
    kept(cycle)
    address = reverse("budgets:wall", args=[cycle.pk])
    assert client.get(address).content.decode().count("data-standing=") == 2
    assert client.get(f"{address}?area=2").content.decode().count("data-standing=") == 1
    assert client.get(f"{address}?area=x").content.decode().count("data-standing=") == 2
    plain = life.voting(tia, **life.today())
    content = client.get(reverse("budgets:wall", args=[plain.pk])).content.decode()
    assert 'data-live="turnout"' in content and "data-standing=" not in content
    assert client.get(reverse("budgets:wall", args=[life.planned(tia).pk])).status_code == 404


# --- from the ballot to the page ---------------------------------------------------------------------


def test_a_ballot_comes_to_be_shown_and_the_result_takes_its_place(own_database, client):
    tia, tom = life.team()
    cycle = life.voting(tia, policy="open")
    folk = crowd.admit(21, tag="voter", at=life.BEFORE)
    box = boxes_of(cycle).get()

    def votes(people, *marks, at=DURING):
        arrivals = [actions.Arrival(cycle.pk, 1, person, at, [(mark, 1) for mark in marks]) for person in people]
        actions.vote_many(arrivals, clock=None)
        return show_standing(box, clock=lambda: at)

    assert votes(folk[:9], 1) == 0 and shown_of(cycle) == ({}, {})
    assert votes(folk[9:10], 2) == 1
    (said, over) = shown_of(cycle)
    assert said == over and said["1"]["votes"] == {"1": 9, "2": 1, "3": 0} and said["1"]["winners"] == [1, 2]
    assert votes(folk[10:20], 3, at=CLOSE - timedelta(minutes=59)) == 0 and shown_of(cycle)[0] == said
    cycle = life.counted(cycle, tia, tom)
    assert shown_of(cycle) == (None, None)
    result = cycle.areas.get().result
    assert {int(each["id"]): each["votes"] for each in result.report["projects"]} == {1: 9, 2: 1, 3: 10}
    final = standing(
        {**told(), "amount": 100}, Counter(choices for _area, choices in reading.papers(box))
    )
    assert sorted(final["winners"]) == sorted(map(int, result.report["winners"]))
    content = client.get(reverse("budgets:wall", args=[cycle.pk])).content.decode()
    assert "is-revealed" in content and "10 票" in content
    assert json.loads(client.get(reverse("budgets:result", args=[cycle.pk])).content)["winners"]

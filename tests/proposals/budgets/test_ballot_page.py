"""The ballot of whoever has not voted, made once a second for all: it is the page that Django would have made, and each
sees their own."""

import re

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from proposals.ballots import keys
from proposals.budgets import actions
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.fast import reading
from proposals.budgets.fast.reading import BallotPageDoor
from proposals.fast import sheet
from tests import people
from tests.proposals.budgets import life
from tests.proposals.fast.test_reading import cookie_of, seen

COSTS = (40, 30, 50, 20, 10, 60)


@pytest.fixture
def team(own_database):
    return life.team()


def voting(team, **more):
    return life.voting(team[0], costs=COSTS, **{**life.today(), **more})


def question(cycle, person=None, query=b"", path=""):
    pairs = [(b"host", b"127.0.0.1")] + ([(b"cookie", cookie_of(person).encode())] if person else [])
    return {
        "type": "http", "method": "GET", "scheme": "http", "http_version": "1.1", "headers": pairs,
        "path": f"{path}/budgets/{cycle.pk}/ballot/", "query_string": query, "client": ("127.0.0.1", 1),
    }  # fmt: skip


def pages(*questions):
    return seen(*questions, kind=BallotPageDoor)


def seen_by(person, cycle, **more):
    (page,) = pages(question(cycle, person, **more))
    return page


@pytest.mark.parametrize("form", ["approval", "knapsack", "points", "ranking"])
@pytest.mark.parametrize("path", ["", "/en"])
def test_it_is_the_page_that_django_would_have_made(team, form, path):
    cycle, mei = voting(team, form=form, points=10), people.person("mei")
    ours = seen_by(mei, cycle, path=path)
    group, _ = Group.objects.get_or_create(name="neighbours")
    mei.groups.add(group)  # whoever is in any group is left to Django
    theirs = seen_by(mei, cycle, path=path)
    assert not ours.by_django and theirs.by_django
    blank = re.compile(r'(csrfmiddlewaretoken" value="|data-slip=")[^"]*')
    assert blank.sub("", ours.text) == blank.sub("", theirs.text)
    assert ours.status == theirs.status == 200 and ours.header("cache-control") == theirs.header("cache-control")


def test_each_sees_their_own_name_slip_token_and_order(team):
    cycle = voting(team)
    mei, lin = people.person("mei"), people.person("林小姐<b>")
    mine, hers = pages(question(cycle, mei), question(cycle, lin))
    assert not mine.by_django and not hers.by_django
    assert "林小姐&lt;b&gt;" in hers.text and "林小姐" not in mine.text and ">mei<" not in hers.text
    for pattern in (r'data-slip="(\d+)\.', r'csrfmiddlewaretoken" value="(\w{64})"', r'data-keep="([\w:]+)"'):
        one, other = (re.search(pattern, page.text)[1] for page in (mine, hers))
        assert one != other
    orders = [re.findall(r'id="p-(\d+)"', page.text) for page in (mine, hers)]
    assert sorted(orders[0]) == sorted(orders[1]) == [str(number) for number in range(1, 1 + len(COSTS))]
    slots = (sheet.NAME, sheet.TOKEN, sheet.SLIP, sheet.KEEP, sheet.ROWS, sheet.CUT)
    assert not any(slot in page.text for slot in slots for page in (mine, hers))


def test_an_area_has_a_page_of_its_own_and_without_one_django_asks_for_it(team):
    cycle, mei = voting(team, amounts=(100, 200)), people.person("mei")
    one, two, neither, unknown = pages(
        question(cycle, mei, b"area=1"), question(cycle, mei, b"area=2"), question(cycle, mei),
        question(cycle, mei, b"area=7"),
    )  # fmt: skip
    assert not one.by_django and not two.by_django and neither.by_django and unknown.by_django
    assert 'data-area="1"' in one.text and 'data-area="2"' in two.text
    assert not BallotPageDoor(None, None).opens_for(question(cycle, mei, b"area=1&x=2"))


def test_who_has_voted_sees_their_ballot_from_django(team):
    cycle, mei = voting(team, amounts=(100, 200), citywide=300), people.person("mei")
    actions.vote(cycle, None, mei, now=life.today()["closes_at"] - life.DAY, marks=[(13, 1)], clock=None)
    for query in (b"area=1", b"area=3"):
        assert seen_by(mei, cycle, query=query).by_django


def test_who_may_not_vote_hears_it_from_django(team):
    cycle = voting(team, level=3)
    assert seen_by(people.person("mei"), cycle).by_django
    assert pages(question(cycle))[0].by_django, "nobody is signed in"
    assert seen_by(people.person("lin"), life.planned(team[0])).by_django, "not public"
    home = voting(team, home="home")
    assert seen_by(people.person("kai"), home).by_django


def test_without_the_key_of_its_box_no_ballot_is_offered(team):
    cycle, mei = voting(team), people.person("mei")
    keys.destroy(boxes_of(cycle).get().fingerprint)
    assert seen_by(mei, cycle).by_django


def test_fifty_people_are_looked_up_with_as_many_queries_as_one(team, django_assert_max_num_queries):
    cycle = voting(team, amounts=(100, 200), citywide=300)
    asked = [(cookie_of(people.person(f"voter-{n}")).partition("=")[2], (cycle.pk, 1)) for n in range(50)]
    now = timezone.now()
    voting_now = reading._all_voting(now)
    with django_assert_max_num_queries(5):
        readers = reading._readers(asked, voting_now, now)
    assert all(readers) and [reader.person.nickname for reader in readers] == [f"voter-{n}" for n in range(50)]

"""The block that shows a budget, and the budgets that are voted on, on the home page."""

import json

import pytest

from civic.outbox.actions import silence
from cms.front import live_budget
from proposals.budgets.models import Cycle
from tests.cms.conftest import outcome
from tests.pages import html
from tests.proposals.budgets import life

pytestmark = pytest.mark.django_db


@pytest.fixture
def tia(db):
    return life.team()[0]


def page_with(client, **said):
    page = outcome()
    page.body = json.dumps([{"type": "budget", "value": said}])
    page.save_revision().publish()
    answer = client.get("/outcomes/rain/")
    assert answer.status_code == 200
    return html(answer)


def test_it_shows_the_phase_and_the_turnout_of_the_moment(client, tia, mei):
    with silence():
        cycle = life.voting(tia, **life.today())
        life.vote(cycle, mei, 1, now=cycle.vote_at)
    page = page_with(client, budget=cycle.pk, number=None)
    assert f'data-topic="{cycle.topic}"' in page and 'data-live="turnout">1<' in page
    assert "project-card" not in page


def test_it_shows_one_project(client, tia):
    cycle = life.voting(tia, **life.today())
    page = page_with(client, budget=cycle.pk, number=2)
    assert page.count("project-card") == 1 and "第1區的第2案" in page
    assert not live_budget(cycle, cycle.vote_at, 99)["projects"]


def test_what_nobody_may_see_is_not_shown(client, tia):
    page = page_with(client, budget=life.planned(tia).pk, number=None)
    assert "data-topic" not in page and Cycle.objects.get().title not in page


def test_the_home_page_says_what_is_voted_on(client, tia):
    assert "投票中的參與式預算" not in client.get("/").content.decode()
    cycle = life.voting(tia, **life.today())
    page = html(client.get("/"))
    assert "投票中的參與式預算" in page and cycle.title in page

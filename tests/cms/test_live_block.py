"""The block that shows a proposal: its figures of the moment, its answer, and nothing that is not public."""

import json

import pytest

from proposals import actions
from tests import people
from tests.cms.conftest import outcome
from tests.pages import html

pytestmark = pytest.mark.django_db


def page_of(client, path="/outcomes/rain/"):
    return html(client.get(path))


def test_it_shows_figures_findings_and_reasons(client, answered):
    outcome(proposals=[answered])
    page = page_of(client)
    assert f'data-topic="proposal:{answered.pk}"' in page
    assert f'data-version="{answered.version}"' in page
    assert "延伸到左營" in page and "路線已核定。" in page and "噪音太大。" in page
    assert 'data-finding="adopted"' in page and 'data-finding="declined"' in page


def test_it_follows_the_count(client, established):
    outcome(proposals=[established])
    before = page_of(client)
    type(established).objects.filter(pk=established.pk).update(endorsement_count=1234, last_number=1234)
    assert "1,234" not in before
    assert "1,234" in page_of(client)


def test_an_unanswered_proposal_shows_no_draft_of_an_answer(client, established, ann, now):
    actions.set_demands(established, ann, now=now, texts=["延伸"])
    actions.draft_answer(
        established, ann, now=now, text="草稿", findings={1: ("adopted", "草稿理由", people.transport())}
    )
    outcome(proposals=[established])
    page = page_of(client)
    assert established.title in page
    assert "草稿" not in page


@pytest.mark.parametrize("smuggled", ["not yet established", "unknown"])
def test_a_page_that_names_another_proposal_shows_none(client, collecting, smuggled):
    number = collecting.pk if smuggled == "not yet established" else 10**9
    page = outcome()
    page.body = json.dumps([{"type": "proposal", "value": {"proposal": number, "with_answer": True}}])
    page.save_revision().publish()
    answer = client.get("/outcomes/rain/")
    assert answer.status_code == 200
    assert "data-topic" not in answer.content.decode()
    assert "因為淹水。" in answer.content.decode()


def test_nobody_is_named(client, answered, bo, mei):
    outcome(proposals=[answered])
    page = page_of(client)
    for person in (bo, mei):
        assert person.name not in page and person.email not in page and person.phone not in page


def test_the_home_page_shows_the_life_of_the_moment(client, answered):
    page = page_of(client, "/")
    assert page.count(f'href="{answered.get_absolute_url()}"') == 1
    assert client.get("/").context["figures"] == {"open": 0, "waiting": 0, "answered": 1, "due": 1, "in_time": 1}


def test_home_and_outcome_ask_few_questions(client, answered, django_assert_max_num_queries):
    outcome(proposals=[answered, answered])
    for path in ("/", "/outcomes/rain/"):
        client.get(path)
        with django_assert_max_num_queries(23):
            client.get(path)

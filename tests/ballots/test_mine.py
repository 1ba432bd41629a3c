"""What somebody sees, takes with them and leaves behind of their votes: that they voted, never what."""

import json

import pytest
from django.utils import translation

from civic.accounts.actions import erase, personal_data
from proposals.ballots import reading, registry
from proposals.ballots.models import Roll, Sealed
from tests.ballots import things
from tests.ballots.things import CLOSES, DURING, vote

pytestmark = pytest.mark.django_db
CHOSEN = (20011, 30011)


@pytest.fixture
def box(mei, bo):
    box = things.box()
    vote(box, mei, *CHOSEN, area=7)
    vote(box, bo, 1)
    return box


def page(client, person, when, at):
    at(when)
    client.force_login(person)
    return client.get("/en/mine/").content.decode()


def test_my_page_says_in_which_votes_one_took_part(box, client, mei, at):
    text = page(client, mei, DURING, at)
    assert f'href="/things/{box.pk}/"' in text and "Until the close you can change your ballot." in text
    with translation.override("en"):
        assert "with the database alone they see that you voted, roughly when" in text
    assert "20011" not in text and "30011" not in text


def test_after_the_end_it_says_that_one_voted(box, client, mei, at):
    text = page(client, mei, CLOSES, at)
    assert "You have voted." in text and "you can change" not in text


def test_who_never_voted_reads_nothing_of_it(box, client, ada, at):
    assert "My votes" not in page(client, ada, DURING, at)


def test_a_vote_whose_instrument_is_gone_spoils_no_page(box, client, mei, at, monkeypatch):
    monkeypatch.delitem(registry._instruments, "thing")
    assert "My votes" in page(client, mei, DURING, at)


def test_the_export_says_that_one_voted_and_not_what(box, mei):
    data = personal_data(mei)["ballots"]
    assert data == {"votes": [{"box_id": box.pk, "box__subject": "thing:1", "area": 7, "how": "online"}]}
    assert "20011" not in json.dumps(personal_data(mei), default=str)


def test_who_leaves_stays_counted_and_nobodys(box, mei):
    erase(mei, at=DURING)
    assert Roll.objects.filter(person=mei).count() == 1 and Sealed.objects.count() == 2
    assert sorted(reading.opened(box)) == [(0, (1,)), (7, CHOSEN)]
    mei.refresh_from_db()
    again = things.arrival(box, mei, 2, area=7)
    assert [each.code for each in things.cast(again)] == ["closed"], "an account that is closed changes nothing"

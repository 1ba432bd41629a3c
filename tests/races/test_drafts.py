"""A draft is deleted by a double click: what the second one is told is what the browser shows."""

import pytest
from django.test import Client

from proposals import actions as proposals
from proposals.budgets import actions as budgets
from tests import people
from tests.proposals.budgets import life
from tests.races.gates import Gate, done_or_waiting, under_way
from tests.waiting import PATIENCE


@pytest.mark.parametrize("kind", ["idea", "proposal"])
def test_the_second_click_is_led_where_the_first_was(own_database, monkeypatch, kind):
    mei = people.CAST["mei"]()
    if kind == "idea":
        draft = budgets.save_idea(mei, now=life.CALL, cycle=life.calling(life.team()[0]), title="樹")
        address, verb = f"{draft.get_absolute_url()}ending/", (budgets, "delete_idea")
    else:
        draft = proposals.save_draft(mei, now=life.CALL, title="樹")
        address, verb = f"{draft.get_absolute_url()}deletion/", (proposals, "delete_draft")
    gate = Gate(monkeypatch, *verb)

    def click():
        client = Client()
        client.force_login(mei)
        return client.post(address, {"once": "key"}).status_code

    first = under_way(click)
    assert gate.reached.wait(PATIENCE)
    second = under_way(click)
    done_or_waiting(second)
    gate.open()
    assert (first.outcome(), second.outcome()) == (302, 302)

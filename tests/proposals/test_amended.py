"""Beside an amended text stand its earlier version and what changed: on the public page and for the reviewer."""

import re

import pytest
from django.urls import reverse

from civic.accounts.actions import personal_data
from proposals import actions
from tests.proposals import life
from tests.proposals.life import PASSED

pytestmark = pytest.mark.django_db


def amended(cast, **asked):
    """Asked to name the crossings and amended, back under review."""
    proposal = actions.ask_to_amend(life.submitted(cast), cast.rui, now=PASSED, note="請寫明路口", **asked)
    actions.save_draft(cast.bo, now=PASSED, proposal=proposal, body="夏天等紅燈的中正路口沒有樹蔭。")
    return actions.amend(proposal, cast.bo, now=PASSED)


def text(response):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", response.content.decode()))


def sign_in(client, person):
    client.force_login(person, backend="civic.accounts.backends.SignIn")
    return client


def test_the_reviewer_sees_what_changed(cast, client):
    proposal = amended(cast)
    page = sign_in(client, cast.rui).get(reverse("desk:review_one", args=[proposal.pk]))
    assert "<del>" in page.content.decode() and "<ins>" in page.content.decode()
    assert "夏天等紅燈的地方沒有樹蔭。" in text(page)


def test_everybody_sees_it_once_the_proposal_is_public(cast, client):
    proposal = actions.pass_review(amended(cast), cast.rui, now=PASSED)
    page = client.get(proposal.get_absolute_url())
    assert "檢核期間補正過" in text(page) and "夏天等紅燈的地方沒有樹蔭。" in text(page)
    assert "［新增］中正" in text(page)


def test_what_must_not_be_public_is_for_the_proposer_and_reviewers_only(cast, client):
    proposal = actions.pass_review(amended(cast, is_hidden=True), cast.rui, now=PASSED)
    assert "補正過" not in text(client.get(proposal.get_absolute_url()))
    assert "補正過" not in text(sign_in(client, cast.mei).get(proposal.get_absolute_url()))
    assert "夏天等紅燈的地方沒有樹蔭。" in text(sign_in(client, cast.bo).get(proposal.get_absolute_url()))
    assert "夏天等紅燈的地方沒有樹蔭。" in text(client.get(reverse("proposals:detail", args=[proposal.pk])))


def test_a_refusal_for_its_text_hides_the_former_text_as_well(cast, client):
    proposal = actions.refuse(amended(cast), cast.rui, now=PASSED, grounds=["R11"], note="含有個人資料")
    page = text(client.get(proposal.get_absolute_url()))
    assert "含有個人資料" in page and "等紅燈" not in page


def test_the_desk_can_keep_the_present_text_from_the_page(cast, client, at):
    proposal = life.submitted(cast)
    at(PASSED)
    url = reverse("desk:amendment", args=[proposal.pk])
    typed = {"amendment-note": "請刪去電話", "amendment-is_hidden": "on"}
    assert sign_in(client, cast.rui).post(url, typed).status_code == 302
    assert proposal.former_text.is_hidden


def test_the_proposer_takes_the_former_text_along(cast):
    proposal = amended(cast)
    rows = personal_data(cast.bo)["proposals"]["texts_before_amending"]
    assert [(row["proposal_id"], row["body"]) for row in rows] == [(proposal.pk, "夏天等紅燈的地方沒有樹蔭。")]


def test_where_nothing_was_amended_nothing_is_shown(cast, client):
    proposal = life.established(cast)
    assert "補正過" not in text(client.get(proposal.get_absolute_url()))

"""What says much the same and is under review as well is shown to the reviewer, and to nobody else."""

import pytest
from django.urls import reverse

from proposals.pages.similar import similar, similar_under_review
from tests.proposals import life
from tests.proposals.life import PASSED

pytestmark = pytest.mark.django_db
OTHER = {"title": "公車站加設雨棚", "body": "下雨等車沒有地方躲，請在站牌旁搭一座雨棚。"}


def alike(proposal):
    return [(one.proposal.pk, one.is_identical) for one in similar_under_review(proposal, PASSED)]


def test_identical_ones_come_first_however_they_are_spaced(cast):
    similar_one = life.submitted(cast, title="路口多種樹", body="請在路口多種一些樹。")
    again = life.submitted(cast, title="在路口種樹 ", body="夏天等紅燈的地方\n沒有樹蔭。")
    life.submitted(cast, **OTHER)
    assert alike(life.submitted(cast)) == [(again.pk, True), (similar_one.pk, False)]


def test_the_same_text_under_another_title_is_found(cast):
    other = life.submitted(cast, title="綠化大作戰")
    assert alike(life.submitted(cast)) == [(other.pk, False)]


def test_what_is_decided_or_a_draft_is_not_under_review(cast):
    life.refused(cast)
    life.draft(cast)
    life.passed(cast)
    waiting = life.amend(cast)
    assert alike(life.submitted(cast)) == [(waiting.pk, True)]


def test_only_the_reviewer_is_shown_them(cast, client, at):
    one, other = life.submitted(cast), life.submitted(cast)
    at(PASSED)
    link = reverse("desk:review_one", args=[other.pk])
    client.force_login(cast.rui, backend="civic.accounts.backends.SignIn")
    page = client.get(reverse("desk:review_one", args=[one.pk])).content.decode()
    assert link in page and "內容相同" in page
    client.force_login(cast.mei, backend="civic.accounts.backends.SignIn")
    draft = life.draft(cast, proposer=cast.mei)
    assert similar(draft.title, draft.body, PASSED, draft.pk) == []
    assert other.title not in client.get("/proposals/").content.decode()

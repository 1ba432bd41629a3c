"""Beside an amended text stand its earlier version and what changed: on the public page and for the reviewer."""

import re

import pytest
from django.urls import reverse

from civic.accounts.actions import personal_data
from civic.city.models import Theme
from civic.record.models import Entry
from proposals import actions, marks
from proposals.models import Proposal
from tests import people
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
    seen = marks.reviewed(proposal)
    typed = {"amendment-note": "請刪去電話", "amendment-is_hidden": "on", "amendment-seen": seen}
    assert sign_in(client, cast.rui).post(url, typed).status_code == 302
    assert proposal.former_text.is_hidden


def test_the_proposer_takes_the_former_text_along(cast):
    proposal = amended(cast)
    rows = personal_data(cast.bo)["proposals"]["texts_before_amending"]
    assert [(row["proposal_id"], row["body"]) for row in rows] == [(proposal.pk, "夏天等紅燈的地方沒有樹蔭。")]


def test_where_nothing_was_amended_nothing_is_shown(cast, client):
    proposal = life.established(cast)
    assert "補正過" not in text(client.get(proposal.get_absolute_url()))


# --- a former text that gives somebody away ---------------------------------------------------------

MINE, ANOTHER = "0912-345-678", "0987-654-321"


def words():
    """All that a proposal needs but its body."""
    return {"title": "種樹", "benefits": "樹蔭", "theme": Theme.objects.first(), "agency": people.transport()}


def with_numbers(cast, former, present, confirmed):
    """Amended from the `former` text to the `present` one; whether the former one is hidden."""
    proposal = actions.save_draft(cast.bo, now=life.SUBMITTED - life.DAY, **words(), body=former)
    actions.submit(proposal, cast.bo, now=life.SUBMITTED, confirmed=[MINE, ANOTHER])
    actions.ask_to_amend(proposal, cast.rui, now=PASSED, note="請刪去電話")
    actions.save_draft(cast.bo, now=PASSED, proposal=proposal, body=present)
    actions.amend(proposal, cast.bo, now=PASSED, confirmed=confirmed)
    return proposal.former_text.is_hidden


@pytest.mark.parametrize(
    ("former", "present", "confirmed", "is_hidden"),
    [
        (f"請打 {MINE}", "請寫信", [], True),
        (f"請打 {MINE}", f"請打 {MINE}", [MINE], False),
        (f"請打 {MINE}、{ANOTHER}", f"請打 {MINE}", [MINE], True),
        ("請打 transport@agency.test", "請寫信", [], False),
        ("夏天沒有樹蔭", "中正路口沒有樹蔭", [], False),
    ],
)
def test_a_former_text_is_not_shown_with_what_was_taken_out(cast, former, present, confirmed, is_hidden):
    assert with_numbers(cast, former, present, confirmed) is is_hidden
    proposal = Proposal.objects.get()
    entry = Entry.objects.about(proposal).get(verb="amended")
    assert entry.data.get("former_hidden", False) is is_hidden


def test_the_reviewer_is_asked_not_to_show_a_text_with_numbers(cast, client, at):
    at(PASSED)
    for body, is_checked in ((f"請打 {MINE}", True), ("夏天沒有樹蔭", False)):
        proposal = actions.save_draft(cast.bo, now=life.SUBMITTED - life.DAY, **words(), body=body)
        actions.submit(proposal, cast.bo, now=life.SUBMITTED, confirmed=[MINE])
        page = sign_in(client, cast.rui).get(reverse("desk:review_one", args=[proposal.pk])).content.decode()
        (box,) = re.findall(r'<input[^>]*name="amendment-is_hidden"[^>]*>', page)
        assert ("checked" in box) is is_checked

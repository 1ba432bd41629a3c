"""Agencies in whose name nobody can act are warned of and told to the administrators; who newly has a duty hears it."""


import pytest
from django.urls import reverse

from civic.accounts.actions import suspend
from civic.agencies.actions import dismiss
from civic.agencies.models import Agency
from civic.duties.clockwork import unattended
from civic.outbox import registry
from civic.outbox.models import Mailing
from proposals import actions, marks
from proposals.models import Proposal
from tests import people
from tests.pages import text
from tests.proposals import life
from tests.proposals.life import DAY, OPENS, PASSED

pytestmark = pytest.mark.django_db
LATER = OPENS + 2 * DAY


def readers(kind):
    """Who gets each of the letters of a kind, letter after letter."""
    rows = Mailing.objects.filter(kind=f"proposals.{kind}").order_by("pk")
    return [registry.kinds[row.kind].audience(row, 0, 100) for row in rows]


def test_an_agency_is_unattended_without_an_official_who_may_come_to_a_desk(cast):
    parks, ann = people.parks(), cast.ann
    assert set(Agency.objects.unattended()) == {parks}
    suspend(ann, at=LATER, actor=cast.ada, reason="x")
    assert set(Agency.objects.unattended()) == {parks, people.transport()}


def test_passing_to_nobody_is_warned_of_once_and_told_to_the_administrators(cast, enter, at):
    ada, proposal = cast.ada, life.submitted(cast)
    at(PASSED)
    url, typed = reverse("desk:passing", args=[proposal.pk]), {
        "passing-agency": people.parks().code,
        "passing-theme": proposal.theme.code,
        "passing-seen": marks.reviewed(proposal),
    }
    page = enter(cast.rui).get(reverse("desk:review_one", args=[proposal.pk]))
    assert "公園處（目前沒有承辦人）" in text(page) and "仍然指定這個機關" not in text(page)
    answer = enter(cast.rui).post(url, typed)
    assert answer.status_code == 422 and "仍然指定這個機關" in text(answer)
    assert 'type="checkbox" name="passing-despite"' in answer.content.decode()
    assert Proposal.objects.get(pk=proposal.pk).opens_at is None
    assert enter(cast.rui).post(url, typed | {"passing-despite": "on"}).status_code == 302
    assert Proposal.objects.get(pk=proposal.pk).agency == people.parks()
    assert readers("unattended") == [[ada.pk]]


def test_passing_to_somebody_warns_of_nothing(cast, enter, at):
    assert cast.ann
    proposal = life.submitted(cast)
    at(PASSED)
    typed = {"passing-agency": "transport", "passing-theme": proposal.theme.code}
    typed["passing-seen"] = marks.reviewed(proposal)
    assert enter(cast.rui).post(reverse("desk:passing", args=[proposal.pk]), typed).status_code == 302
    assert readers("unattended") == []


def test_what_an_agency_of_nobody_owes_is_told_once_however_that_came_about(cast):
    ada, ann = cast.ada, cast.ann
    life.established(cast)
    assert unattended(LATER) == 0
    dismiss(ann.offices.get(), at=LATER, actor=ada)
    assert (unattended(LATER), unattended(LATER)) == (1, 0)
    assert readers("unattended") == [[ada.pk]]


def test_what_nobody_owes_any_more_is_told_to_nobody(cast):
    ada, answered = cast.ada, life.answered(cast)
    dismiss(cast.ann.offices.get(), at=LATER, actor=ada)
    assert answered.answered_at and unattended(OPENS + 5 * DAY) == 0


def test_each_newly_named_supporting_agency_hears_of_it_once(cast):
    ann, kai, proposal = cast.ann, cast.kai, life.established(cast)
    for _ in range(2):
        actions.set_supporting(proposal, ann, now=LATER, agencies=[people.parks()])
    assert readers("support") == [[kai.pk]]
    actions.set_supporting(proposal, ann, now=LATER, agencies=[])
    actions.set_supporting(proposal, ann, now=LATER, agencies=[people.parks()])
    assert readers("support") == [[kai.pk], [kai.pk]], "named again is named anew"


def test_a_supporting_agency_of_nobody_is_told_to_the_administrators(cast, enter, at):
    ada, proposal = cast.ada, life.established(cast)
    people.parks()
    at(LATER)
    assert "公園處（目前沒有承辦人）" in text(enter(cast.ann).get(reverse("desk:agency_one", args=[proposal.pk])))
    actions.set_supporting(proposal, cast.ann, now=LATER, agencies=[people.parks()])
    assert ada.pk in readers("unattended")[-1]

"""The numbers of the law: added by an administrator for days to come, never changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from civic.record.models import Entry
from proposals import actions
from proposals.models import Terms
from tests.proposals import life
from tests.proposals.life import refusing

pytestmark = pytest.mark.django_db
TODAY = life.SUBMITTED


def test_new_terms_hold_from_tomorrow_on_at_the_earliest(cast):
    with refusing("too_early"):
        actions.set_terms(cast.ada, now=TODAY, effective_on=TODAY.date(), threshold=100, source="試辦")
    terms = actions.set_terms(
        cast.ada, now=TODAY, effective_on=TODAY.date() + timedelta(days=1), threshold=100, source="試辦"
    )
    assert Terms.objects.in_force(TODAY.date()).threshold == 1500
    assert Terms.objects.in_force(terms.effective_on) == terms
    assert Entry.objects.about(f"terms:{terms.pk}").public().exists()


def test_nobody_but_an_administrator_sets_terms(cast):
    for person in (cast.mei, cast.rui, cast.ann, cast.eve):
        with refusing("no_role"):
            actions.set_terms(person, now=TODAY, effective_on=TODAY.date() + timedelta(days=9), source="我說了算")


def test_terms_are_added_in_the_administration_and_never_edited(cast, client):
    client.force_login(cast.ada, backend="civic.accounts.backends.SignIn")
    day = timezone.localdate() + timedelta(days=30)
    typed = {
        "effective_on": day.isoformat(), "review_days": 5, "window_days": 30, "threshold": 900, "timetable_days": 7,
        "contact_days": 14, "answer_months": 2, "extension_months": 2, "source": "新規定",
    }  # fmt: skip
    assert client.post("/admin/proposals/terms/add/", typed).status_code == 302
    terms = Terms.objects.get(threshold=900)
    page = f"/admin/proposals/terms/{terms.pk}/"
    assert client.post(f"{page}change/", {**typed, "threshold": 1}).status_code == 403
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    late = {**typed, "effective_on": timezone.localdate().isoformat()}
    assert "最早從明天起" in client.post("/admin/proposals/terms/add/", late).content.decode()


def test_a_proposal_is_read_but_not_changed_in_the_administration(cast, client):
    draft, proposal = life.draft(cast), life.passed(cast)
    client.force_login(cast.ada, backend="civic.accounts.backends.SignIn")
    assert proposal.title in client.get("/admin/proposals/proposal/").content.decode()
    assert client.get(f"/admin/proposals/proposal/{proposal.pk}/change/").status_code == 200
    assert client.get(f"/admin/proposals/proposal/{draft.pk}/change/").status_code == 302
    before = life.row(proposal)
    assert client.post(f"/admin/proposals/proposal/{proposal.pk}/change/", {"title": "改"}).status_code == 403
    assert client.get("/admin/proposals/proposal/add/").status_code == 403
    assert life.row(proposal) == before

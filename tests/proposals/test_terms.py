"""The numbers of the law: added by an administrator for days to come, never changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from civic.record.models import Entry
from proposals import actions, rules
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


BEYOND = [
    ("threshold", 15),
    ("threshold", 1_000_001),
    ("window_days", 0),
    ("answer_months", 32_767),
    ("review_days", 0),
]


@pytest.mark.parametrize(("name", "number"), BEYOND)
def test_a_slip_of_the_hand_is_no_law(cast, client, name, number):
    ada = cast.ada
    with refusing("beyond_limits"):
        actions.set_terms(
            ada, now=TODAY, effective_on=TODAY.date() + timedelta(days=1), source="手滑", **{name: number}
        )
    client.force_login(ada, backend="civic.accounts.backends.SignIn")
    page = client.post("/admin/proposals/terms/add/", typed_terms(**{name: number}))
    assert page.status_code == 200 and name in page.context["adminform"].form.errors
    assert Terms.objects.count() == 1


def test_every_number_of_the_law_has_its_limits():
    numbers = [field.name for field in Terms._meta.fields if field.get_internal_type().endswith("IntegerField")]
    assert len(numbers) > 5 and set(numbers) == set(rules.TERMS_LIMITS)
    for name, (least, most) in rules.TERMS_LIMITS.items():
        assert least <= Terms._meta.get_field(name).default <= most


def typed_terms(day=None, **more):
    """The form of new terms, filled in for thirty days from today."""
    day = day or timezone.localdate() + timedelta(days=30)
    return {
        "effective_on": day.isoformat(), "review_days": 5, "window_days": 30, "threshold": 900, "timetable_days": 7,
        "contact_days": 14, "answer_months": 2, "extension_months": 2, "amend_days": 30, "source": "新規定",
        **more,
    }  # fmt: skip


def confirmed(client, typed):
    """`typed` as somebody sends it who has read what it changes."""
    page = client.post("/admin/proposals/terms/add/", typed)
    return typed | {"sure": "on", "seen": page.context["adminform"].form["seen"].value()}, page.content.decode()


def test_terms_hold_after_it_was_read_what_they_change(cast, client):
    client.force_login(cast.ada, backend="civic.accounts.backends.SignIn")
    add = "/admin/proposals/terms/add/"
    sure, page = confirmed(client, typed_terms())
    assert "1,500 → 900" in page and "45 → 30" in page and "之後通過檢核的每一件提議" in page
    assert client.post(add, typed_terms(sure="on")).status_code == 200, "what was not shown was not read"
    assert client.post(add, sure | {"threshold": 800}).status_code == 200, "other numbers, another effect"
    assert client.post(add, sure | {"sure": ""}).status_code == 200
    assert Terms.objects.count() == 1
    assert client.post(add, sure).status_code == 302
    assert Terms.objects.get(threshold=900).window_days == 30


def test_of_two_who_set_terms_the_second_sees_first_what_the_first_did(cast, client):
    client.force_login(cast.ada, backend="civic.accounts.backends.SignIn")
    add, day = "/admin/proposals/terms/add/", timezone.localdate() + timedelta(days=30)
    sure, _page = confirmed(client, typed_terms())
    meanwhile = {"now": timezone.now(), "threshold": 700, "source": "同事"}
    actions.set_terms(cast.ada, effective_on=day - timedelta(days=1), **meanwhile)
    answer = client.post(add, sure)
    assert answer.status_code == 200 and "700 → 900" in answer.content.decode()
    assert client.post(add, confirmed(client, typed_terms())[0]).status_code == 302
    again = client.post(add, sure)
    assert again.status_code == 200 and "從這一天起的規定已經訂了" in again.content.decode(), "twice is once"
    assert [terms.threshold for terms in Terms.objects.coming(timezone.localdate())] == [700, 900]
    with refusing("same_day"):
        actions.set_terms(cast.ada, effective_on=day, **meanwhile)
    with refusing("changed"):
        actions.set_terms(cast.ada, effective_on=day + timedelta(days=1), seen="0" * 32, **meanwhile)


def test_terms_are_withdrawn_until_they_hold(cast, client):
    tomorrow = TODAY.date() + timedelta(days=1)
    terms = actions.set_terms(cast.ada, now=TODAY, effective_on=tomorrow, threshold=900, source="新規定")
    ada, mei = cast.ada, cast.mei
    with refusing("no_role"):
        actions.withdraw_terms(terms, mei, now=TODAY, reason="打錯")
    with refusing("no_reason"):
        actions.withdraw_terms(terms, ada, now=TODAY, reason="\u3164")
    with refusing("in_force"):
        actions.withdraw_terms(terms, ada, now=TODAY + timedelta(days=1), reason="打錯")
    actions.withdraw_terms(terms, ada, now=TODAY, reason="打錯")
    assert Terms.objects.in_force(tomorrow).threshold == 1500
    entry = Entry.objects.about(f"terms:{terms.pk}").get(verb="terms_withdrawn")
    assert entry.data == {"reason": "打錯"} and entry.actor == ada.record_key
    with refusing("withdrawn"):
        actions.withdraw_terms(terms, ada, now=TODAY, reason="打錯")


def test_terms_are_withdrawn_in_the_administration(cast, client):
    client.force_login(cast.ada, backend="civic.accounts.backends.SignIn")
    day = timezone.localdate() + timedelta(days=30)
    terms = actions.set_terms(cast.ada, now=timezone.now(), effective_on=day, threshold=900, source="新規定")
    typed = {"action": "withdraw", "_selected_action": [terms.pk]}
    assert "請填寫原因。" in client.post("/admin/proposals/terms/", typed, follow=True).content.decode()
    assert Terms.objects.in_force(day) == terms
    client.post("/admin/proposals/terms/", typed | {"reason": "打錯"})
    assert Terms.objects.in_force(day).threshold == 1500


def test_terms_are_added_in_the_administration_and_never_edited(cast, client):
    client.force_login(cast.ada, backend="civic.accounts.backends.SignIn")
    sure, _page = confirmed(client, typed_terms())
    assert client.post("/admin/proposals/terms/add/", sure).status_code == 302
    terms = Terms.objects.get(threshold=900)
    page = f"/admin/proposals/terms/{terms.pk}/"
    assert client.post(f"{page}change/", typed_terms(threshold=1)).status_code == 403
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    late = typed_terms(day=timezone.localdate())
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

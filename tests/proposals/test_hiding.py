"""A reason that should not stand there: reported by anybody, hidden by a reviewer, objected to, decided by another."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from civic.accounts.actions import erase, personal_data
from civic.outbox.models import Mailing
from civic.outbox.registry import kinds
from civic.record.models import Entry
from proposals import actions
from proposals.models import Endorsement, HiddenReason, Proposal, ReasonReport
from tests import people
from tests.proposals import life
from tests.proposals.life import DAY, OPENS, refusing

pytestmark = pytest.mark.django_db

WHEN = OPENS + 2 * DAY
REASON = "這種人應該滾出去"


@pytest.fixture
def collecting(cast):
    """Open, with mei's reason as number 1 and a second endorsement."""
    proposal = life.passed(cast, threshold=50)
    life.endorse_as(cast.mei, proposal, OPENS + DAY, reason=REASON)
    life.endorse(proposal, 1, OPENS + DAY)
    return proposal


@pytest.fixture
def zoe(db):
    return people.person("zoe", roles=["reviewer"])


def hide(proposal, reviewer, **told):
    told = {"grounds": ["R03"], "note": "針對個人的攻擊", **told}
    return actions.hide_reason(proposal, 1, reviewer, now=WHEN, **told)


def pages(client, proposal):
    """All that is shown of the endorsements, to a stranger."""
    client.logout()
    names = ("detail", "endorsements", "status")
    addresses = [reverse(f"proposals:{name}", args=[proposal.pk]) for name in names]
    addresses.append(reverse("proposals:report", args=[proposal.pk, 1]))
    return "".join(client.get(address).content.decode() for address in addresses)


def readers(mailing):
    return kinds[mailing.kind].audience(mailing, 0, 10)


def test_anybody_reports_a_reason_and_nothing_says_who(client, collecting, at):
    at(WHEN)
    address = reverse("proposals:report", args=[collecting.pk, 1])
    assert REASON in client.get(address).content.decode()
    assert client.post(address, {"words": "這是攻擊"}).status_code == 422
    answer = client.post(address, {"ground": "R03", "words": "這是攻擊"})
    assert answer.url == reverse("proposals:endorsements", args=[collecting.pk])
    report = ReasonReport.objects.get()
    assert (report.proposal, report.number, report.ground, report.words) == (collecting, 1, "R03", "這是攻擊")
    assert {field.name for field in ReasonReport._meta.get_fields()} == {
        "id", "proposal", "number", "ground", "words", "at",
    }  # fmt: skip
    assert REASON in pages(client, collecting), "it stays until somebody has decided"


def test_one_reporter_counts_once_for_each_reason(client, cast, collecting, at):
    at(WHEN)
    address, said = reverse("proposals:report", args=[collecting.pk, 1]), {"ground": "R03"}
    for _ in range(2):
        answer = client.post(address, said | {"words": "這是攻擊"}, follow=True)
    assert ReasonReport.objects.count() == 1 and "您已經檢舉過這個原因" in answer.content.decode()
    client.post(address, said, headers={"user-agent": "another browser"})
    client.post(address, said, REMOTE_ADDR="203.0.113.7")
    assert ReasonReport.objects.count() == 3, "others of the same network, and of another one"
    for _ in range(2):
        client.force_login(cast.mei)
        client.post(address, said, REMOTE_ADDR="203.0.113.8")
        client.post(address, said, REMOTE_ADDR="203.0.113.9")
    assert ReasonReport.objects.count() == 4, "an account is one wherever it is"
    at(WHEN + 7 * DAY)
    client.post(address, said)
    assert ReasonReport.objects.count() == 5


def test_only_a_reason_that_is_shown_is_reported(cast, collecting):
    with refusing("not_shown"):
        actions.report_reason(collecting, 2, now=WHEN, ground="R03")
    hide(collecting, cast.rui)
    with refusing("not_shown"):
        actions.report_reason(collecting, 1, now=WHEN, ground="R03")


def test_a_hidden_reason_is_shown_nowhere_and_counts_on(client, cast, collecting, at):
    at(WHEN)
    assert REASON in pages(client, collecting)
    actions.report_reason(collecting, 1, now=WHEN, ground="R03", words="攻擊")
    hide(collecting, cast.rui)
    shown = pages(client, collecting)
    assert REASON not in shown and "這個原因不顯示" in shown
    now = Proposal.objects.get(pk=collecting.pk)
    assert (now.endorsement_count, now.last_number) == (2, 2)
    assert now.version > collecting.version, "pages that are open hear of it"
    assert Endorsement.objects.get(proposal=collecting, number=1).reason == REASON, "hidden, not deleted"
    assert not ReasonReport.objects.exists(), "what was reported is decided and gone"
    entry = Entry.objects.about(collecting).public().get(verb="reason_hidden")
    assert entry.data == {"number": 1, "grounds": ["R03"]} and entry.actor == cast.rui.record_key
    mailing = Mailing.objects.get(kind="proposals.reason_hidden")
    assert readers(mailing) == [cast.mei.pk]


def test_hiding_needs_grounds_of_the_list_and_words(cast, collecting):
    for grounds in ([], ["R08"], ["R99"]):
        with refusing("no_grounds"):
            hide(collecting, cast.rui, grounds=grounds)
    with refusing("no_reason"):
        hide(collecting, cast.rui, note="\u200b")
    with refusing("no_role"):
        hide(collecting, cast.ann)
    hide(collecting, cast.rui)
    with refusing("judged"):
        hide(collecting, cast.rui)


def test_nobody_judges_the_reason_they_gave(cast, collecting, zoe):
    life.endorse_as(zoe, collecting, OPENS + DAY, reason="我的")
    with refusing("own_reason"):
        actions.hide_reason(collecting, 3, zoe, now=WHEN, grounds=["R03"], note="不好")


def test_a_report_may_be_left(client, cast, collecting, at):
    at(WHEN)
    actions.report_reason(collecting, 1, now=WHEN, ground="R03")
    client.force_login(cast.rui)
    assert "已被檢舉" in client.get(reverse("desk:reasons")).content.decode()
    assert reverse("desk:reasons") in client.get(reverse("desk:review")).content.decode()
    assert client.post(reverse("desk:leaving", args=[collecting.pk, 1])).url == reverse("desk:reasons")
    assert not ReasonReport.objects.exists()
    assert reverse("desk:reasons") not in client.get(reverse("desk:review")).content.decode(), "nothing waits there"
    assert REASON in pages(client, collecting)


def test_the_desk_hides_with_the_grounds_that_were_reported_already_chosen(client, cast, collecting, at):
    at(WHEN)
    actions.report_reason(collecting, 1, now=WHEN, ground="R11", words="這是我的電話")
    client.force_login(cast.rui)
    page = client.get(reverse("desk:reason", args=[collecting.pk, 1])).content.decode()
    assert REASON in page and "這是我的電話" in page
    assert 'value="R11" id="id_hiding-grounds_4" checked' in page.replace("aria-describedby", "").replace("  ", " ")
    answer = client.post(reverse("desk:hiding", args=[collecting.pk, 1]), {"hiding-grounds": ["R11"]})
    assert answer.status_code == 422
    typed = {"hiding-grounds": ["R11"], "hiding-note": "別人的電話", "hiding-once": "key"}
    for _click in ("first", "second"):
        answer = client.post(reverse("desk:hiding", args=[collecting.pk, 1]), typed)
        assert answer.headers["Location"] == reverse("desk:reasons")
    assert HiddenReason.objects.get().grounds == ["R11"]


def test_the_endorser_objects_once_and_another_reviewer_decides(client, cast, collecting, zoe, at):
    at(WHEN)
    hide(collecting, cast.rui)
    address = reverse("proposals:objection", args=[collecting.pk, 1])
    client.force_login(cast.bo)
    assert client.get(address).status_code == 404
    client.force_login(cast.mei)
    assert address in client.get(reverse("accounts:mine")).content.decode()
    assert "針對個人的攻擊" in client.get(address).content.decode()
    assert client.post(address, {"words": "\u3164"}).status_code == 422
    assert client.post(address, {"words": "我說的是狗"}).status_code == 302
    with refusing("objected_once"):
        actions.object_to_hiding(collecting, 1, cast.mei, now=WHEN, words="再說一次")
    with refusing("own_decision"):
        actions.decide_objection(collecting, 1, cast.rui, now=WHEN, shows=True, note="對")
    client.force_login(zoe)
    typed = {"decision-shows": "yes", "decision-note": "說的是狗"}
    assert client.post(reverse("desk:decision", args=[collecting.pk, 1]), typed).status_code == 302
    hidden = HiddenReason.objects.get()
    assert hidden.shown_again_at and hidden.decided_by == zoe
    assert REASON in pages(client, collecting)
    assert Entry.objects.about(collecting).get(verb="reason_decided").data == {"number": 1, "shown": True}
    assert readers(Mailing.objects.get(kind="proposals.reason_decided")) == [cast.mei.pk]
    with refusing("nothing_to_decide"):
        actions.decide_objection(collecting, 1, zoe, now=WHEN, shows=False, note="不對")


def test_an_objection_that_is_not_followed_leaves_it_hidden(client, cast, collecting, zoe, at):
    at(WHEN)
    hide(collecting, cast.rui)
    actions.object_to_hiding(collecting, 1, cast.mei, now=WHEN, words="我說的是狗")
    actions.decide_objection(collecting, 1, zoe, now=WHEN, shows=False, note="不是狗")
    assert REASON not in pages(client, collecting)


def test_an_objection_comes_within_thirty_days_from_whoever_gave_the_reason(cast, collecting):
    with refusing("not_hidden"):
        actions.object_to_hiding(collecting, 1, cast.mei, now=WHEN, words="為什麼")
    hide(collecting, cast.rui)
    with refusing("not_endorser"):
        actions.object_to_hiding(collecting, 1, cast.bo, now=WHEN, words="為什麼")
    with refusing("late"):
        actions.object_to_hiding(collecting, 1, cast.mei, now=WHEN + 30 * DAY, words="為什麼")
    late = actions.object_to_hiding(collecting, 1, cast.mei, now=WHEN + 30 * DAY - life.TICK, words="為什麼")
    assert late.objection == "為什麼"


def test_the_database_lets_nobody_decide_on_their_own_hiding(cast, collecting):
    hidden = hide(collecting, cast.rui)
    with pytest.raises(IntegrityError), transaction.atomic():
        HiddenReason.objects.filter(pk=hidden.pk).update(objected_at=WHEN, decided_at=WHEN, decided_by=cast.rui)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update proposals_hiddenreason set number = 99")


def test_the_endorser_takes_it_along_and_erases_it(cast, collecting):
    hide(collecting, cast.rui)
    actions.object_to_hiding(collecting, 1, cast.mei, now=WHEN, words="我住五福路")
    (told,) = personal_data(cast.mei)["proposals"]["hidden_reasons"]
    assert (told["objection"], told["note"]) == ("我住五福路", "針對個人的攻擊")
    erase(cast.mei, at=WHEN)
    assert HiddenReason.objects.get().objection == ""
    assert Endorsement.objects.get(proposal=collecting, number=1).reason == ""


def test_a_reason_of_line_breaks_pushes_nobody_away(client, cast, at):
    at(WHEN)
    proposal = life.passed(cast, threshold=50)
    life.endorse_as(cast.mei, proposal, OPENS + DAY, reason="a" + "\n" * 498 + "b")
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "a\n\nb</p>" in page


def test_reports_are_few_from_one_network(client, collecting, at):
    at(WHEN)
    for number in range(25):
        address = reverse("proposals:report", args=[collecting.pk, 1])
        client.post(address, {"ground": "R03"}, headers={"user-agent": f"browser {number}"})
    assert ReasonReport.objects.count() == 20

"""A published answer is corrected: the new version with its date beside the old one, told to whoever got the first."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from civic.outbox import registry
from civic.outbox.expanding import expand
from civic.outbox.models import Mailing
from civic.record.models import Entry
from proposals import actions, marks
from proposals.models import Answer, Finding, FormerAnswer, Proposal
from tests import people
from tests.proposals import life
from tests.proposals.life import DAY, OPENS, refusing

pytestmark = pytest.mark.django_db
ANSWERED = OPENS + 3 * DAY
LATER = OPENS + 5 * DAY


@pytest.fixture
def answered(cast):
    """Demands 種樹 (adopted: 明年春天種) and 設遮陽棚 (declined: 視距不足), answered with 感謝提議。"""
    return life.answered(cast)


def correct(proposal, official, *, text="感謝提議。", first="後年春天種", seen=None, reason="年份寫錯", now=LATER):
    findings = {1: ("adopted", first, proposal.agency), 2: ("declined", "視距不足", proposal.agency)}
    said = {"reason": reason, "text": text, "findings": findings}
    return actions.correct_answer(proposal, official, now=now, seen=seen, **said)


def reasons(proposal):
    return list(Finding.objects.filter(demand__proposal=proposal).values_list("reasons", flat=True))


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_new_version_stands_and_the_old_one_is_kept_with_its_dates(cast, answered):
    correct(answered, cast.ann)
    assert reasons(answered) == ["後年春天種", "視距不足"]
    former = FormerAnswer.objects.get()
    assert (former.published_at, former.replaced_at, former.reason) == (ANSWERED, LATER, "年份寫錯")
    assert (former.text, former.agency) == ("感謝提議。", people.transport())
    assert former.findings[0] == {
        "number": 1, "demand": "種樹", "finding": "adopted", "reasons": "明年春天種", "agency": "transport",
    }  # fmt: skip
    answered.refresh_from_db()
    assert answered.answered_at == ANSWERED and life.duty(answered, "answer").done_at == ANSWERED


def test_a_second_correction_is_of_the_first(cast, answered):
    correct(answered, cast.ann)
    correct(answered, cast.ann, first="今年春天種", now=LATER + DAY)
    assert [(row.number, row.published_at, row.findings[0]["reasons"]) for row in FormerAnswer.objects.all()] == [
        (1, ANSWERED, "明年春天種"),
        (2, LATER, "後年春天種"),
    ]
    told = Entry.objects.about(answered).filter(verb="corrected")
    assert [entry.data["reason"] for entry in told] == ["年份寫錯"] * 2
    assert Mailing.objects.filter(kind="proposals.corrected").count() == 2


def test_who_got_the_first_is_told_though_the_endorsement_was_voided_since(cast, answered):
    expand(LATER)
    first = Mailing.objects.get(kind="proposals.answered").letters.values_list("person_id", flat=True)
    voided = answered.endorsements.get(number=1)
    actions.void(answered, 1, cast.ada, now=LATER, reason="兩個帳號是同一人")
    correct(answered, cast.ann)
    mailing = Mailing.objects.get(kind="proposals.corrected")
    readers = registry.kinds[mailing.kind].audience(mailing, 0, 100)
    assert voided.person_id in readers and set(first) <= set(readers)


def test_a_correction_has_a_reason_a_whole_answer_and_something_new(cast, answered):
    ann = cast.ann
    with refusing("no_reason"):
        correct(answered, ann, reason="\u3164")
    with refusing("empty"):
        correct(answered, ann, text="\u2800")
    with refusing("finding_missing"):
        correct(answered, ann, first="\u2060\u3164")
    with refusing("unchanged"):
        correct(answered, ann, first="明年春天種")
    with refusing("personal_data"):
        correct(answered, ann, first="已與陳柏宇談過")


def test_the_second_of_two_colleagues_is_told_of_the_first(cast, answered):
    ann, seen = cast.ann, marks.draft(answered)
    correct(answered, ann, seen=seen)
    with refusing("changed"):
        correct(answered, ann, first="今年春天種", seen=seen)


def test_only_the_lead_corrects_and_only_what_is_published(cast, answered):
    kai, mei, ann, established = cast.kai, cast.mei, cast.ann, life.established(cast)
    with refusing("other_agency"):
        correct(answered, kai)
    with refusing("no_role"):
        correct(answered, mei)
    with refusing("not_answered"):
        correct(established, ann)


def test_the_database_lets_nothing_published_vanish(cast, answered):
    deeds = [
        lambda: Answer.objects.filter(proposal=answered).update(text="從來沒說過"),
        lambda: Finding.objects.filter(demand__proposal=answered, demand__number=1).update(finding="declined"),
    ]
    for deed in deeds:
        with pytest.raises(IntegrityError, match="corrected beside"), transaction.atomic():
            deed()
    correct(answered, cast.ann)
    for deed in [*deeds[1:], lambda: FormerAnswer.objects.all().delete(), lambda: FormerAnswer.objects.update(text="")]:
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


# --- at the desk and on the page ----------------------------------------------------------------


def typed(first="後年春天種", **more):
    said = {"text": "感謝提議。", "reason": "年份寫錯", "reasons-1": first, "reasons-2": "視距不足"}
    said |= {"finding-1": "adopted", "finding-2": "declined", "agency-1": "transport", "agency-2": "transport"}
    return {f"correction-{name}": value for name, value in said.items()} | more


def test_it_is_read_once_more_before_it_is_published(cast, answered, client, at):
    at(LATER)
    client.force_login(cast.ann, backend="civic.accounts.backends.SignIn")
    url, seen = reverse("desk:correction", args=[answered.pk]), {"correction-seen": marks.draft(answered)}
    assert url in client.get(reverse("desk:agency_one", args=[answered.pk])).content.decode()
    page = client.get(url).content.decode()
    assert "明年春天種" in page and seen["correction-seen"] in page
    preview = client.post(url, typed(preview="1", **seen))
    assert preview.status_code == 200 and "公布更正" in text_of(preview)
    assert not FormerAnswer.objects.exists()
    unsure = client.post(url, typed(publish="1", **seen))
    assert unsure.status_code == 422 and "公布更正" in text_of(unsure), "consent is asked for, beside the preview"
    sure = {"correction-sure": "on", "publish": "1", **seen}
    assert client.post(url, typed(first="明年春天種", **sure)).status_code == 409
    assert client.post(url, typed(**sure)).status_code == 302
    again = client.post(url, typed(first="大後年", **sure))
    assert again.status_code == 409 and "大後年" in text_of(again)
    assert "現在的內容： 後年春天種" in text_of(again) and "公布更正" not in text_of(again)
    current = {"correction-seen": marks.draft(answered)}
    assert current["correction-seen"] in again.content.decode(), "sent again, it replaces what was shown"
    assert client.post(url, typed(first="大後年", **sure | current)).status_code == 302


def test_what_gives_somebody_away_is_asked_with_the_preview(cast, answered, client, at):
    at(LATER)
    client.force_login(cast.ann, backend="civic.accounts.backends.SignIn")
    url, first, seen = reverse("desk:correction", args=[answered.pk]), "請洽 0987-654-321", marks.draft(answered)
    box = '<input type="checkbox" name="correction-confirmed" value="0987-654-321"'
    assert box in client.post(url, typed(first=first, preview="1")).content.decode()
    sure = {"correction-sure": "on", "publish": "1", "correction-seen": seen}
    refused = client.post(url, typed(first=first, **sure))
    assert refused.status_code == 409 and box in refused.content.decode() and "公布更正" in text_of(refused)
    confirmed = {"correction-confirmed": ["0987-654-321"]}
    assert client.post(url, typed(first=first, **sure, **confirmed)).status_code == 302
    assert reasons(answered)[0] == first


def test_the_page_shows_both_versions_with_their_dates(cast, answered, client):
    correct(answered, cast.ann)
    page = text_of(client.get(answered.get_absolute_url())).replace(" ", "")
    assert "2026年3月9日更正" in page and "年份寫錯" in page
    assert page.index("後年春天種") < page.index("2026年3月7日公布，2026年3月9日更正") < page.index("明年春天種")


def test_what_was_not_answered_has_nothing_to_correct(cast, client):
    established = life.established(cast)
    client.force_login(cast.ann, backend="civic.accounts.backends.SignIn")
    assert client.get(reverse("desk:correction", args=[established.pk])).status_code == 404
    assert not Proposal.objects.get(pk=established.pk).former_answers.exists()


def test_whoever_supports_corrects_nothing_at_the_desk(cast, client):
    proposal = life.established(cast)
    actions.set_supporting(proposal, cast.ann, now=OPENS + 2 * DAY, agencies=[people.parks()])
    actions.set_demands(proposal, cast.ann, now=OPENS + 2 * DAY, texts=["種樹"])
    findings = {1: ("adopted", "明年種", people.transport())}
    actions.draft_answer(proposal, cast.ann, now=OPENS + 2 * DAY, text="好", findings=findings)
    actions.publish_answer(proposal, cast.ann, now=ANSWERED)
    client.force_login(cast.kai, backend="civic.accounts.backends.SignIn")
    assert client.get(reverse("desk:correction", args=[proposal.pk])).status_code == 403

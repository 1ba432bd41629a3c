"""The parts of an outcome page that read what is: a case, a meeting, one demand, what happened, data, pictures; nothing
shows through them that is hidden or gone."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from civic.outbox.actions import silence
from cms.choosers import choosable_cases, choosable_meetings
from cms.models import OutcomePage, Picture, PublicDocument
from proposals.programme import actions
from tests import people
from tests.cms.conftest import outcome
from tests.pages import html
from tests.proposals.budgets import life as budgets
from tests.proposals.programme import life as programme

pytestmark = pytest.mark.django_db


def page_with(client, *parts):
    page = outcome()
    page.body = json.dumps([{"type": kind, "value": value} for kind, value in parts])
    page.save_revision().publish()
    answer = client.get("/outcomes/rain/")
    assert answer.status_code == 200
    return html(answer)


def picture(title="花台"):
    drawn = BytesIO()
    Image.new("RGB", (900, 600), "teal").save(drawn, "PNG")
    return Picture.objects.create(title=title, file=ContentFile(drawn.getvalue(), f"{title}.png"))


@pytest.fixture
def case(cast):
    """A case with a report that is not published yet."""
    with silence():
        applied = programme.applied(programme.announced(cast.pia), cast.ann, people.transport())
        decided = programme.decided(applied, cast.pia)
        actions.end_running(decided, now=programme.OVER)
        return actions.report(decided, cast.ann, now=programme.OVER, **programme.REPORT)


def published(case, cast):
    with silence():
        return actions.publish_report(case, cast.pia, now=programme.OVER)


def test_one_demand_stands_with_its_finding_alone(client, answered):
    page = page_with(client, ("proposal", {"proposal": answered.pk, "with_answer": False, "number": 2}))
    assert "噪音太大。" in page and "路線已核定。" not in page and "data-topic" not in page


def test_a_case_stands_with_its_report_only_once_that_is_published(client, case, cast):
    page = page_with(client, ("case", {"case": case.pk, "with_report": True}))
    assert case.title in page and case.report not in page
    published(case, cast)
    assert case.report in html(client.get("/outcomes/rain/"))


def test_an_application_that_is_not_decided_is_neither_offered_nor_shown(client, cast):
    with silence():
        applied = programme.applied(programme.announced(cast.pia), cast.ann, people.transport())
    assert not choosable_cases().exists()
    assert applied.title not in page_with(client, ("case", {"case": applied.pk, "with_report": True}))


def test_a_meeting_tells_what_it_decided_once_its_minutes_are_out(client, cast):
    with silence():
        case = programme.applied(programme.announced(cast.pia), cast.ann, people.transport())
        meeting = programme.met(cast.pia)
        actions.decide(meeting, cast.pia, now=meeting.held_at, case=case, is_taken=True, amount=5)
    page = page_with(client, ("meeting", {"meeting": meeting.pk}))
    assert meeting.title in page and case.title not in page
    with silence():
        programme.publish(meeting, cast.pia)
    assert case.title in html(client.get("/outcomes/rain/"))


def test_a_meeting_that_was_called_off_is_not_shown(client, cast):
    with silence():
        meeting = programme.met(cast.pia)
    type(meeting).objects.filter(pk=meeting.pk).update(cancelled_at=meeting.called_at, cancelled_reason="颱風")
    assert not choosable_meetings().exists()
    assert meeting.title not in page_with(client, ("meeting", {"meeting": meeting.pk}))


def test_a_timeline_puts_what_happened_and_what_editors_add_in_order(client, answered):
    days = [{"on": "1999-05-06", "words": "第一次淹水"}, {"on": "2030-01-01", "words": "完工"}]
    page = page_with(client, ("timeline", {"proposal": answered.pk, "case": None, "days": days}))
    places = [page.index(words) for words in ("第一次淹水", "成案", "完工")]
    assert places == sorted(places)


def test_a_dataset_leads_to_the_data_of_a_year(client, case):
    year = case.programme.year
    value = {"title": "歷年案件", "budget": None, "year": year, "url": "", "licence": "OGDL"}
    page = page_with(client, ("dataset", value))
    assert f"/programme/{year}.csv" in page and "OGDL" in page
    assert "歷年案件" not in page_with(client, ("dataset", value | {"year": year + 1}))


def test_a_dataset_offers_ballots_only_once_they_are_counted(client, cast):
    with silence():
        cycle = budgets.voting(cast.tia, **budgets.today())
    value = {"title": "選票", "budget": cycle.pk, "year": None, "url": "", "licence": ""}
    assert "選票" not in page_with(client, ("dataset", value))


def test_pictures_stand_with_their_words_and_documents_leave_no_gap_when_deleted(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    shown = {"picture": picture().pk, "alt": "一座低於路面的花台", "caption": "左營"}
    paper = PublicDocument.objects.create(title="會勘紀錄", file=ContentFile(b"%PDF-1.4", "a.pdf"))
    page = page_with(
        client,
        ("gallery", {"heading": "現場", "pictures": [shown]}),
        ("before_after", {"heading": "", "before": shown, "after": shown | {"alt": "裝滿雨水的花台"}}),
        ("documents", {"heading": "", "documents": [paper.pk]}),
    )
    assert page.count('alt="一座低於路面的花台"') == 2 and 'alt="裝滿雨水的花台"' in page and "會勘紀錄" in page
    paper.delete()
    assert "會勘紀錄" not in html(client.get("/outcomes/rain/"))


def test_what_changed_stands_by_its_days(client):
    outcome(changed="設計完成。", changes=[(date(2026, 3, 2), "動工"), (date(2025, 12, 1), "發包")])
    text = html(client.get("/outcomes/rain/"))
    places = [text.index(words) for words in ("設計完成。", "發包", "動工")]
    assert places == sorted(places)


def test_related_outcomes_have_something_in_common(client):
    first, second = OutcomePage._meta.get_field("theme").related_model.objects.all()[:2]
    outcome("rain", theme=first)
    outcome("near", theme=first, title="同一個主題", method="poll")
    outcome("far", theme=second, title="毫無關係", method="survey")
    outcome("draft", theme=first, title="還沒公開").unpublish()
    page = html(client.get("/outcomes/rain/"))
    assert "同一個主題" in page and "毫無關係" not in page and "還沒公開" not in page


def test_the_feed_tells_what_is_new_and_takes_the_filters(client, now):
    outcome("old", title="較早的", year=2025, at=now - timedelta(days=2))
    outcome("new", title="較新的", at=now)
    outcome("hidden", title="藏起來的").unpublish()
    answer = client.get("/outcomes/feed.xml")
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert "較新的" in text and "較早的" in text and "藏起來的" not in text
    text = client.get("/outcomes/feed.xml?year=2025").content.decode()
    assert "較早的" in text and "較新的" not in text
    assert "較早的" not in client.get("/en/outcomes/feed.xml").content.decode()

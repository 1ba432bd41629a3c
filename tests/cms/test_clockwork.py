"""What an editor plans for an instant happens at that instant, however late the clock looks, and to that page only."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from civic.clockwork.registry import chores
from cms.clockwork import plans
from cms.models import OutcomePage
from tests.cms.conftest import outcome

pytestmark = pytest.mark.django_db
HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)


@pytest.fixture
def noon(monkeypatch):
    """An instant, and a way to make another the one that Wagtail knows."""
    begin = timezone.now().replace(microsecond=0)

    def is_now(instant):
        monkeypatch.setattr(timezone, "now", lambda: instant)
        return instant

    return begin, is_now


def plan(page, eve, **dates):
    for name, instant in dates.items():
        setattr(page, name, instant)
    page.save_revision(user=eve).publish(user=eve)
    return page


def seen(client, key="rain"):
    return client.get(f"/outcomes/{key}/").status_code


def test_a_page_goes_live_at_its_instant_and_not_before(client, eve, noon):
    begin, is_now = noon
    page = outcome()
    page.unpublish()
    plan(page, eve, go_live_at=begin + HOUR)
    assert (plans(is_now(begin + HOUR - TICK)), seen(client)) == (0, 404)
    assert (plans(is_now(begin + HOUR)), seen(client)) == (1, 200)
    assert plans(is_now(begin + HOUR)) == 0, "once"


def test_a_page_expires_at_its_instant_and_not_before(client, eve, noon):
    begin, is_now = noon
    page = plan(outcome(), eve, expire_at=begin + HOUR)
    assert (plans(is_now(begin + HOUR - TICK)), seen(client)) == (0, 200)
    assert (plans(is_now(begin + HOUR)), seen(client)) == (1, 404)
    page.refresh_from_db()
    assert page.expired and plans(is_now(begin + 2 * HOUR)) == 0


def test_a_new_version_of_a_public_page_waits_for_its_instant(client, eve, noon):
    begin, is_now = noon
    page = OutcomePage.objects.get(pk=outcome().pk)
    page.title = "下個月的標題"
    plan(page, eve, go_live_at=begin + HOUR)
    assert OutcomePage.objects.get(pk=page.pk).title == "會喝水的分隔島"
    plans(is_now(begin + HOUR))
    assert OutcomePage.objects.get(pk=page.pk).title == "下個月的標題"
    assert seen(client) == 200


def test_a_page_whose_whole_time_has_gone_by_is_shown_to_nobody(client, eve, noon):
    begin, is_now = noon
    page = outcome()
    page.unpublish()
    plan(page, eve, go_live_at=begin + HOUR, expire_at=begin + 2 * HOUR)
    assert plans(is_now(begin + 5 * HOUR)) == 1
    assert seen(client) == 404 and OutcomePage.objects.get(pk=page.pk).expired


def test_one_page_that_cannot_be_published_keeps_no_other_waiting(client, eve, noon):
    begin, is_now = noon
    for key in ("broken", "whole"):
        page = outcome(key)
        page.unpublish()
        plan(page, eve, go_live_at=begin + HOUR)
    broken = Revision.objects.get(content__slug="broken", approved_go_live_at__isnull=False)
    broken.content["theme"] = None
    Revision.objects.filter(pk=broken.pk).update(content=broken.content, approved_go_live_at=begin)
    with pytest.raises(Exception, match="theme"):
        plans(is_now(begin + HOUR))
    assert seen(client, "whole") == 200 and seen(client, "broken") == 404


def test_the_clock_asks_for_it():
    assert chores["cms.plans"].every <= timedelta(seconds=30)


def test_a_plan_that_was_taken_back_does_not_happen(client, eve, noon):
    begin, is_now = noon
    page = outcome()
    page.unpublish()
    plan(page, eve, go_live_at=begin + HOUR)
    version = Page.objects.get(pk=page.pk).scheduled_revision
    client.force_login(eve)
    client.post(reverse("wagtailadmin_pages:revisions_unschedule", args=(page.pk, version.pk)))
    client.logout()
    assert (plans(is_now(begin + HOUR)), seen(client)) == (0, 404)

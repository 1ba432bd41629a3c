"""The chores of the outcomes site: what editors planned for an instant happens then, as soon as the clock looks; people
are reminded of events, and who came is forgotten."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from wagtail.models import Page, Revision

from civic.clockwork import chore
from cms import event_actions, event_rules
from cms import links as checker
from cms.models import Event
from cms.models.pages import SCHEDULED

logger = logging.getLogger(__name__)

AT_ONCE = 50  # pages in one round; the others follow a few seconds later


@chore(every=timedelta(seconds=5))
def plans(now: datetime) -> int:
    """Publish versions whose "go live at" has come and hide pages that have expired; returns how many pages.

    Each page is a transaction of its own, so one that cannot be published keeps no other waiting; the last such
    failure is the round's, after all others were done.
    """
    due = [*_due(now)]
    failed = None
    for number in due:
        try:
            with transaction.atomic():
                _keep(number, now)
        except Exception as failure:
            logger.exception("What was planned for the page %s could not be done", number)
            failed = failure
    if failed:
        raise failed
    return len(due)


def _due(now):
    versions = Revision.page_revisions.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")
    expired = Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at")
    numbers = [int(number) for number in versions.values_list("object_id", flat=True)[:AT_ONCE]]
    return dict.fromkeys([*numbers, *expired.values_list("pk", flat=True)[:AT_ONCE]])


def _keep(number, now):
    """First published, then hidden: a page whose whole time has gone by while no clock ran is shown to nobody."""
    page = Page.objects.select_for_update(no_key=True).get(pk=number)
    for version in page.revisions.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at"):
        version.publish(log_action=SCHEDULED)
    page = Page.objects.get(pk=number).specific
    if page.live and page.expire_at and page.expire_at <= now:
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


@chore(every=timedelta(minutes=5))
def events(now: datetime) -> int:
    """Remind people of events that begin within a day; returns of how many."""
    soon = Event.objects.filter(
        starts_at__gt=now, starts_at__lte=now + event_rules.REMINDED, reminded_at=None, called_off_at=None
    )
    return sum(event_actions.remind(event, now=now) for event in soon)


@chore(every=timedelta(days=1), forgets=True)
def forget_registrations(now: datetime) -> int:
    """Forget who came to events that are long over."""
    return event_actions.forget(now)


@chore(every=timedelta(minutes=10), apart=True)
def links(now: datetime) -> int:
    """Look whether the links of published pages lead anywhere, each page once a day; returns how many pages."""
    return checker.look(now)

"""What is found of editors' pages: those that are live and for everybody, each in its language."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_slug_changed, post_page_move

from civic.search.indexing import follow, index, kind
from civic.search.kinds import Entry, Kind, kinds
from cms.models import Event, GuidePage, NewsPage, OutcomePage
from cms.searching import texts


class _Pages(Kind):
    """Pages of one model."""

    def rows(self) -> models.QuerySet:
        return self.model.objects.live().public().select_related("locale")

    def entry(self, row: Page) -> Entry:
        return Entry(
            title=row.title,
            text="\n\n".join(filter(None, [*texts(row), self.beside(row)])),
            path=row.get_url_parts()[2],
            at=row.first_published_at or row.latest_revision_created_at or timezone.now(),
            language=row.locale.language_code,
            **self.more(row),
        )

    def more(self, row: Page) -> dict[str, str]:
        """What else is known of it."""
        return {}

    def beside(self, row: Page) -> str:
        """What its page shows that is not written in it."""
        return ""


@kind
class Outcomes(_Pages):
    name = "outcome"
    title = _("outcomes")
    model = OutcomePage

    def more(self, row: Page) -> dict[str, str]:
        return {"theme": row.theme.code}


@kind
class Guides(_Pages):
    name = "guide"
    title = _("help")
    model = GuidePage


@kind
class News(_Pages):
    """With an event, one finds the place too, and reads when it is."""

    name = "news"
    title = _("news and events")
    model = NewsPage

    def rows(self) -> models.QuerySet:
        return super().rows().select_related("event")

    def beside(self, row: NewsPage) -> str:
        if row.event is None:
            return ""
        return row.event.place_en if row.locale.language_code == "en" else row.event.place_zh

    def states(self, things: Collection[int], now: datetime) -> dict[int, tuple[str, object]]:
        rows = NewsPage.objects.filter(pk__in=things).exclude(event=None).select_related("event")
        return {row.pk: ("", _when(row.event)) for row in rows}


def _when(event):
    day = date_format(timezone.localtime(event.starts_at), "DATE_FORMAT")
    return f"{day} · {gettext('Called off')}" if event.called_off_at else day


follow(News.name, Event, lambda event: event.pages.values_list("pk", flat=True))


def _below(page: Page) -> None:
    """Whatever stands at or below `page` may have another address now, or be seen by others."""
    for plug in (each for each in kinds.values() if isinstance(each, _Pages)):
        index(plug, list(plug.model.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)))


def _moved(instance: Page, **how: Any) -> None:
    _below(instance)


def _restricted(instance: PageViewRestriction, **_how: Any) -> None:
    _below(instance.page)


page_slug_changed.connect(_moved)
post_page_move.connect(_moved)
for signal in (post_save, post_delete):
    signal.connect(_restricted, sender=PageViewRestriction)

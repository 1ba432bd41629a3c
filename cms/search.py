"""What is found of editors' pages: those that are live and for everybody, each in its language."""

from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_slug_changed, post_page_move

from civic.search.indexing import index, kind
from civic.search.kinds import Entry, Kind, kinds
from cms.models import GuidePage, OutcomePage
from cms.searching import texts


class _Pages(Kind):
    """Pages of one model."""

    def rows(self) -> models.QuerySet:
        return self.model.objects.live().public().select_related("locale")

    def entry(self, row: Page) -> Entry:
        return Entry(
            title=row.title,
            text="\n\n".join(text for text in texts(row) if text),
            path=row.get_url_parts()[2],
            at=row.first_published_at or row.latest_revision_created_at or timezone.now(),
            language=row.locale.language_code,
            **self.more(row),
        )

    def more(self, row: Page) -> dict[str, str]:
        """What else is known of it."""
        return {}


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


def _below(page: Page) -> None:
    """Whatever stands at or below `page` may have another address now, or be seen by others."""
    for name, model in (("outcome", OutcomePage), ("guide", GuidePage)):
        index(kinds[name], list(model.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)))


def _moved(instance: Page, **how: Any) -> None:
    _below(instance)


def _restricted(instance: PageViewRestriction, **_how: Any) -> None:
    _below(instance.page)


page_slug_changed.connect(_moved)
post_page_move.connect(_moved)
for signal in (post_save, post_delete):
    signal.connect(_restricted, sender=PageViewRestriction)

"""The verb of the outcomes site."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.html import linebreaks
from wagtail.models import Locale

from civic.accounts.models import Person
from civic.city.models import District, Theme
from cms.models import Event, NewsIndexPage, NewsPage, OutcomeChange, OutcomeIndexPage, OutcomePage
from cms.starting import body_of
from proposals.models import Proposal


@transaction.atomic
def publish_outcome(
    *,
    key: str,
    language: str,
    title: str,
    summary: str,
    year: int,
    theme: Theme,
    method: str,
    why: str,
    who: str,
    said: str,
    decided: str,
    changed: str = "",
    districts: Iterable[District] = (),
    proposals: Iterable[Proposal] = (),
    parts: Iterable[tuple[str, dict[str, Any]]] = (),
    changes: Iterable[tuple[date, str]] = (),
    editor: Person | None = None,
    at: datetime | None = None,
) -> OutcomePage:
    """Publish one outcome page in one language; return it. Called again, it brings the same page up to date.

    `key` is the last part of the address (`rain-gardens`) and ties the languages together: pages with
    the same key are translations of each other. `language` is "zh-hant" or "en"; `year` is CE; no
    `districts`: the whole city; `method` is a code of `cms.methods`. `why … changed` are plain text, blank lines
    between paragraphs. `proposals` become blocks with live figures and answer, shown as soon as the proposal is
    established, and before the further `parts` (`cms.starting.parts_of`); `changes` are (day, words).
    `editor` is the person the page's history names; `at` (aware) the instant of first publication.
    Raises ValidationError on unusable values.
    """
    locale = Locale.objects.get(language_code=language)
    index = OutcomeIndexPage.objects.get(locale=locale)
    page = OutcomePage.objects.child_of(index).filter(slug=key).first() or OutcomePage(slug=key, locale=locale)
    texts = {"why": why, "who": who, "said": said, "decided": decided, "changed": changed}
    for name, text in texts.items():
        setattr(page, name, linebreaks(text, autoescape=True))
    page.title, page.summary, page.year, page.theme, page.how = title, summary, year, theme, method
    page.districts = list(districts)
    page.body = _body(proposals, parts)
    page.changes = [OutcomeChange(on=day, words=words) for day, words in changes]
    page.first_published_at = page.first_published_at or at
    return _publish(page, index, editor)


@transaction.atomic
def publish_news(
    *,
    key: str,
    language: str,
    title: str,
    summary: str,
    text: str,
    event: Event | None = None,
    editor: Person | None = None,
    at: datetime | None = None,
) -> NewsPage:
    """Publish one piece of news in one language, as `publish_outcome` does an outcome; `text` is plain text."""
    locale = Locale.objects.get(language_code=language)
    index = NewsIndexPage.objects.get(locale=locale)
    page = NewsPage.objects.child_of(index).filter(slug=key).first() or NewsPage(slug=key, locale=locale)
    page.title, page.summary, page.event = title, summary, event
    page.body = body_of([("text", linebreaks(text, autoescape=True))], NewsPage)
    page.first_published_at = page.first_published_at or at
    return _publish(page, index, editor)


def _body(proposals, parts):
    """A checked body: one live block per proposal, and what else was given."""
    shown = [("proposal", {"proposal": each.pk, "with_answer": True, "number": None}) for each in proposals]
    body = body_of([*shown, *parts])
    return body.stream_block.clean(body)


def _publish(page, index, editor):
    if page.pk is None:
        page.owner = editor
        other = type(page).objects.filter(slug=page.slug).exclude(locale=page.locale).first()
        if other is not None:
            page.translation_key = other.translation_key
        index.add_child(instance=page)
    page.save_revision(user=editor).publish(user=editor)
    return page

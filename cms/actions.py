"""The verbs of the shop window."""

import json
import uuid

from django.db import transaction
from django.utils.html import linebreaks
from wagtail.models import Locale

from cms.models import OutcomeDocument, OutcomeIndexPage, OutcomeLink, OutcomePage


@transaction.atomic
def publish_outcome(
    *,
    key,
    language,
    title,
    summary,
    year,
    theme,
    method,
    why,
    who,
    said,
    decided,
    changed="",
    districts=(),
    proposals=(),
    body=(),
    documents=(),
    links=(),
    picture=None,
    picture_alt="",
    editor=None,
    at=None,
):
    """Publish one outcome page in one language; return it. Called again, it brings the same page up to date.

    `key` is the last part of the address (`rain-gardens`) and ties the languages together: pages with
    the same key are translations of each other. `language` is "zh-hant" or "en"; `year` is CE;
    `theme` is a city.Theme, `districts` are city.District (none: the whole city), `method` is a code of
    `cms.methods`. `why … changed` are plain text, blank lines between paragraphs. `proposals` become
    blocks with live figures and answer, shown as soon as the proposal is established; `body` are further
    blocks as `(name, value)` with names of `cms.blocks.OutcomeBody`. `documents` are cms.PublicDocument, `links`
    are `(title, url)`, `picture` is a cms.Picture and needs `picture_alt`. `editor` is the person the page's
    history names; `at` (aware) the instant of first publication. Raises ValidationError on unusable values.
    """
    locale = Locale.objects.get(language_code=language)
    index = OutcomeIndexPage.objects.get(locale=locale)
    page = OutcomePage.objects.child_of(index).filter(slug=key).first() or OutcomePage(slug=key, locale=locale)
    texts = {"why": why, "who": who, "said": said, "decided": decided, "changed": changed}
    for name, text in texts.items():
        setattr(page, name, linebreaks(text, autoescape=True))
    page.title, page.summary, page.year, page.theme, page.method = title, summary, year, theme, method
    page.picture, page.picture_alt = picture, picture_alt
    page.districts = list(districts)
    page.body = _body(proposals, body)
    page.documents = [OutcomeDocument(document=document, sort_order=n) for n, document in enumerate(documents)]
    page.links = [OutcomeLink(title=name, url=url, sort_order=n) for n, (name, url) in enumerate(links)]
    page.first_published_at = page.first_published_at or at
    return _publish(page, index, editor)


def _body(proposals, blocks):
    """A checked body: one live block per proposal, then the others."""
    live = [("proposal", {"proposal": proposal.pk, "with_answer": True}) for proposal in proposals]
    raw = [{"type": name, "value": value, "id": str(uuid.uuid4())} for name, value in [*live, *blocks]]
    body = OutcomePage._meta.get_field("body").to_python(json.dumps(raw))
    return body.stream_block.clean(body)


def _publish(page, index, editor):
    if page.pk is None:
        page.owner = editor
        other = OutcomePage.objects.filter(slug=page.slug).exclude(locale=page.locale).first()
        if other is not None:
            page.translation_key = other.translation_key
        index.add_child(instance=page)
    page.save_revision(user=editor).publish(user=editor)
    return page

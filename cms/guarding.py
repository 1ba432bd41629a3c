"""What editors publish is searched as an agency's texts are: an identity number stops it, and a mobile number or
mailbox that is on no agency's list wants a click of whoever publishes, on record."""

import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from modelcluster.models import get_all_child_relations
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import HelpPanel
from wagtail.coreutils import find_available_slug
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from civic import text
from civic.agencies.protection import citizens_passages
from civic.lifecycle import Refused
from civic.personal import Passage, require_confirmed

WRITTEN = (models.CharField, models.TextField)
OF_WAGTAIL = ("title", "seo_title", "search_description")  # of its own fields, those that everybody reads
ROOM = 6  # letters for the number of those that would have the same address
BLOCK_END = re.compile(r"</(?:p|li|h\d|blockquote)>|<br/?>")
LINK = re.compile(r'href="([^"]*)"')


def passages(page: Page) -> list[Passage]:
    """What in the texts of `page`, and of what hangs on it, gives somebody away."""
    return citizens_passages(*_texts(page))


def _texts(page):
    yield from (getattr(page, name) for name in OF_WAGTAIL)
    yield from _fields(page)
    for relation in get_all_child_relations(page):
        for child in getattr(page, relation.get_accessor_name()).all():
            yield from _fields(child)


def _fields(row) -> Iterator[str]:
    for field in row._meta.local_concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, StreamField):
            yield from _strings(value.get_prep_value())
        elif isinstance(field, RichTextField):
            yield from _spoken(value)
        elif isinstance(field, WRITTEN) and value:
            yield value


def _strings(value: Any) -> Iterator[str]:
    """Every text in what a stream keeps, but the names and numbers of its parts."""
    if isinstance(value, str):
        yield from _spoken(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from () if name in ("type", "id") else _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _spoken(html):
    """The words of a rich text, and where its links lead."""
    yield unescape(strip_tags(BLOCK_END.sub("\n", html)))
    yield from map(unescape, LINK.findall(html))


def free_address(parent: Page, wished: str, but: int | None = None) -> str:
    """The last part of an address that no page below `parent` has, `but` this one: as wished, or with a number."""
    longest = Page._meta.get_field("slug").max_length
    if not parent.get_children().filter(slug=wished).exclude(pk=but).exists():
        return wished
    return find_available_slug(parent, wished[: longest - ROOM], but)


class GuardedForm(WagtailAdminPageForm):
    """Wagtail's form of a page: what is published, now or at an instant to come, is asked about first."""

    found: Collection[Passage] = ()  # what it asks about

    def is_valid(self) -> bool:
        if not super().is_valid() or "action-publish" not in self.data:
            return super().is_valid()
        page = self.save(commit=False)
        found, said = passages(page), {*page.confirmed, *self.data.getlist("confirmed")}
        page.confirmed = [passage.key for passage in found if passage.key in said]
        try:
            require_confirmed(found, page.confirmed)
        except Refused as refused:
            self.found = found
            self.add_error(None, refused.refusal.sentence)
        return not self.errors

    def clean(self) -> dict[str, Any]:
        """What nobody has seen yet and several call alike takes the next address that is free: a draft saves itself."""
        wished = self.cleaned_data.get("slug")
        if wished and not self.instance.first_published_at and "action-publish" not in self.data:
            self.cleaned_data["slug"] = free_address(self.parent_page, wished, self.instance.pk)
        return super().clean()

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """As Wagtail's, with the address that it took."""
        address = [(self.add_prefix("slug"), self.cleaned_data["slug"])] if "slug" in self.cleaned_data else []
        return [*super().get_field_updates_for_resave(), *address]

    @property
    def asked(self) -> list[tuple[Passage, bool]]:
        """(passage, whether it may be ticked) of what was found."""
        return [(passage, passage.kind != text.IDENTITY) for passage in self.found]


class PassagesPanel(HelpPanel):
    """The passages that a form asks about, each with a box to tick; nothing where it asks about none."""

    def __init__(self, **options: Any):
        super().__init__(**{"template": "cms/admin/passages.html"} | options)

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self):
            return bool(getattr(self.form, "found", ()))

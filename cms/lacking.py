"""What a draft may still lack and a public page may not: a draft is saved by itself while somebody writes it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_all_child_relations
from wagtail.blocks import StructValue
from wagtail.fields import StreamField
from wagtail.models import Page

from civic.lifecycle import Refusal, Refused
from civic.writing import filled

INCOMPLETE = "incomplete"  # the code of the refusal


def require_complete(page: Page) -> None:
    """Raise `Refused`, naming page and fields, where `page` or what hangs on it is not fit to be published."""
    if names := dict.fromkeys(map(str, _wrong(page))):
        sentence = _(
            "“%(title)s” is not published yet: something is missing or wrong: %(fields)s. Open the page and press "
            "“Publish” there; what is missing is then marked."
        )
        raise Refused(Refusal(INCOMPLETE, filled(sentence, title=page.title, fields=" · ".join(names))))


def _wrong(page) -> Iterator[str]:
    """The names of the fields in which something is missing or wrong."""
    yield from _fields(page)
    for field in page._meta.local_concrete_fields:
        if isinstance(field, StreamField) and not _is_sound(field.stream_block, value := getattr(page, field.name)):
            yield field.verbose_name
            for title in mute_pictures(value):
                yield filled(_("the picture “%(title)s” in words"), title=title)
    for relation in get_all_child_relations(page):
        for child in getattr(page, relation.get_accessor_name()).all():
            yield from _fields(child, exclude=[relation.field.name])


def mute_pictures(value: Any) -> Iterator[str]:
    """The titles of the pictures in a part of a page, or in all its parts, of which nobody has said what they show."""
    if isinstance(value, StructValue):
        if value.get("picture") and not value.get("alt"):
            yield value["picture"].title
        value = value.values()
    if isinstance(value, Iterable) and not isinstance(value, str):
        for inner in value:
            yield from mute_pictures(getattr(inner, "value", inner))


def _fields(row, **options):
    try:
        row.full_clean(**options)
    except ValidationError as wrong:
        for name in wrong.error_dict:
            named = row._meta if name == NON_FIELD_ERRORS else row._meta.get_field(name)
            yield named.verbose_name


def _is_sound(block, value):
    try:
        block.clean(value)
    except ValidationError:
        return False
    return True

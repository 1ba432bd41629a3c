"""Two languages of a page side by side, and whether the one it was translated from has changed since."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing


@dataclass(frozen=True, slots=True)
class Row:
    """A field under its `label`, as the original says it and as the translation does."""

    label: str
    original: str
    translated: str


def original_of(page: Page) -> Page | None:
    """The page of which `page` is a translation: the first of its languages; None for that one itself."""
    first = page.get_translations(inclusive=True).order_by("pk").first()
    return first if first is not None and first.pk != page.pk else None


def has_changed_since(original: Page, page: Page) -> bool:
    """Whether the original was published anew after the translation was last saved."""
    saved_at, published_at = page.latest_revision_created_at, original.last_published_at
    return bool(saved_at and published_at and published_at > saved_at)


@never_cache
@require_safe
def beside(request: HttpRequest, pk: int) -> HttpResponse:
    """A translation beside its original, field by field; above them what has changed in the original since."""
    page = get_object_or_404(Page, pk=pk)
    original = original_of(page)
    if original is None or not page.permissions_for_user(request.user).can_edit():
        raise Http404
    is_stale = has_changed_since(original, page)
    context = {
        "page": page,
        "original": original,
        "is_stale": is_stale,
        "differences": _differences(request, original, page.latest_revision_created_at) if is_stale else [],
        "rows": list(_rows(original.get_latest_revision_as_object(), page.get_latest_revision_as_object())),
    }
    return render(request, "cms/admin/beside.html", context)


def _differences(request, original, since):
    """Where the original's published words differ from those it had when the translation was saved."""
    former = original.revisions.filter(created_at__lte=since).order_by("-created_at").first()
    if former is None:
        return []
    former, now = former.as_object(), original.specific
    panel = now.get_edit_handler().get_bound_panel(instance=now, request=request, form=None)
    compared = [compare(former, now) for compare in panel.get_comparison()]
    return [difference for difference in compared if difference.has_changed()]


def _rows(original, page) -> Iterator[Row]:
    theirs = dict(_texts(page))
    for (place, label), words in _texts(original):
        yield Row(label, words, theirs.pop((place, label), ""))
    for (_place, label), words in theirs.items():
        yield Row(label, "", words)


def _texts(page):
    """((place, label), words) of each text of a page and of what hangs on it."""
    yield ("title", str(page._meta.get_field("title").verbose_name)), page.title
    yield from _fields(page, "")
    for relation in get_all_child_relations(page):
        for number, child in enumerate(getattr(page, relation.get_accessor_name()).all()):
            yield from _fields(child, f"{relation.name}-{number}-")


def _fields(row: Any, place: str):
    for field in row._meta.local_concrete_fields:
        name = f"{place}{field.name}"
        if isinstance(field, StreamField):
            for number, part in enumerate(getattr(row, field.name)):
                words = "\n".join(part.block.get_searchable_content(part.value))
                if words:
                    yield (f"{name}-{number}", str(part.block.label)), words
        elif _is_written(field) and (words := getattr(row, field.name)):
            yield (name, str(field.verbose_name)), get_text_for_indexing(words)


def _is_written(field):
    return isinstance(field, models.CharField | models.TextField) and field.editable and not field.choices

"""Starting an outcome from what has happened: a proposal that was answered, a budget that was counted, a case whose
report is published. The draft has its facts; what it was like, an editor writes."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import BigIntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import ReferenceIndex

from civic.accounts.models import Person
from civic.city.models import District
from civic.verbs import wait_at_most
from cms.guarding import free_address
from cms.models import OutcomeIndexPage, OutcomePage
from proposals.budgets.models import Cycle
from proposals.models import Proposal
from proposals.programme.models import Case

SHOWN = 6  # of each kind on the editors' start page
METHODS = {"workshop", "assembly", "budget", "hearing", "poll", "survey"}  # of a case that outcomes know by that name


@dataclass(frozen=True, slots=True)
class Source:
    """What an outcome can be started from: `rows()` are those of which `at` says since when; `words` say what it is."""

    words: object
    model: type[Model]
    at: str

    def rows(self) -> QuerySet:
        return self.model._default_manager.public().filter(**{f"{self.at}__isnull": False}).order_by(f"-{self.at}")


SOURCES = {
    "proposal": Source(_("Answered proposal"), Proposal, "answered_at"),
    "budget": Source(_("Counted budget"), Cycle, "counted_at"),
    "case": Source(_("Reported case"), Case, "published_at"),
}


@dataclass(frozen=True, slots=True)
class Untold:
    """Something of `kind` that no outcome of some language tells of: the outcome indexes in which it is missing."""

    kind: str
    words: object
    thing: Any
    at: datetime
    indexes: list[OutcomeIndexPage]


def untold(indexes: Iterable[OutcomeIndexPage]) -> list[Untold]:
    """What has happened last and is told in none of the languages of `indexes`, or not in all; drafts count."""
    indexes, found = list(indexes), []
    for kind, source in SOURCES.items():
        told = _told(source.model)
        newest = source.rows()[: SHOWN * 5]
        missing = [(row, [each for each in indexes if (row.pk, each.locale_id) not in told]) for row in newest]
        rows = [Untold(kind, source.words, row, getattr(row, source.at), where) for row, where in missing if where]
        found += rows[:SHOWN]
    return sorted(found, key=lambda each: each.at, reverse=True)


def kind_of(thing: object) -> str | None:
    """The kind under which an outcome can be started from it; None while it can not."""
    found = (kind for kind, source in SOURCES.items() if isinstance(thing, source.model))
    return next((kind for kind in found if SOURCES[kind].rows().filter(pk=thing.pk).exists()), None)


def _told(model):
    """{(number of a row of `model`, language)} of those that some outcome page, a draft as well, shows in a part."""
    return {(int(thing), locale) for thing, locale in _references(model).values_list("to_object_id", "page_locale")}


def _references(model):
    kind, pages = ContentType.objects.get_for_model(model), OutcomePage.objects.order_by()
    references = ReferenceIndex.objects.filter(to_content_type=kind, content_type__model="outcomepage")
    references = references.annotate(page=Cast("object_id", BigIntegerField()))
    locale = pages.filter(pk=OuterRef("page")).values("locale")
    return references.annotate(page_locale=Subquery(locale)).exclude(page_locale=None)


@transaction.atomic
def start_outcome(kind: str, number: int, index: OutcomeIndexPage, editor: Person) -> OutcomePage:
    """A draft below `index` about the thing of `kind` with this number, tied to the one in another language; the one
    that is there already, if somebody was quicker. Raises Http404 where there is no such thing to tell of."""
    thing = get_object_or_404(SOURCES[kind].rows(), pk=number)
    wait_at_most()
    index = OutcomeIndexPage.objects.select_for_update(no_key=True, of=("self",)).get(pk=index.pk)
    about = pages_about(thing)
    if (there := about.filter(locale=index.locale_id).first()) is not None:
        return there
    page = OutcomePage(title=str(thing), locale_id=index.locale_id, owner=editor, live=False, **_facts(kind, thing))
    page.slug, other = free_address(index, f"{kind}-{thing.pk}"), about.first()
    if other is not None:
        page.translation_key = other.translation_key
    page.body = body_of(parts_of(thing))
    page.districts = _districts(thing)
    index.add_child(instance=page)
    page.save_revision(user=editor, log_action=True, clean=False)
    return page


@dataclass(frozen=True, slots=True)
class Facts:
    """What a draft about a thing is filled in with: page fields, districts, names of parts; `at`: since when."""

    kind: str
    thing: Any
    at: datetime
    page: OutcomePage
    districts: list[District]
    parts: list[object]


def facts_of(kind: str, number: int) -> Facts:
    """For whoever is about to start it. Raises Http404 where there is no such thing to tell of."""
    thing = get_object_or_404(SOURCES[kind].rows(), pk=number)
    blocks = OutcomePage._meta.get_field("body").stream_block.child_blocks
    return Facts(
        kind=kind,
        thing=thing,
        at=getattr(thing, SOURCES[kind].at),
        page=OutcomePage(**_facts(kind, thing)),
        districts=_districts(thing),
        parts=[blocks[name].label for name, _value in parts_of(thing)],
    )


def pages_about(thing: Proposal | Cycle | Case) -> QuerySet:
    """The outcome pages that tell of a thing, drafts as well."""
    pages = _references(type(thing)).filter(to_object_id=str(thing.pk)).values("page")
    return OutcomePage.objects.filter(pk__in=pages).order_by("pk")


def _facts(kind, thing):
    year = timezone.localtime(getattr(thing, SOURCES[kind].at)).year
    if kind == "budget":
        return {"year": thing.year, "how": "budget"}
    if kind == "case":
        how = thing.how if thing.how in METHODS else "programme"
        return {"year": thing.programme.year, "how": how, "theme": thing.theme}
    return {"year": year, "how": "proposal", "theme": thing.theme}


def _districts(thing):
    if isinstance(thing, Cycle):
        return list(District.objects.filter(area__cycle=thing).distinct())
    return [thing.district] if thing.district else []


def parts_of(thing: Proposal | Cycle | Case) -> list[tuple[str, dict[str, Any]]]:
    """The parts of a page that tell of a thing, as (kind, value)."""
    if isinstance(thing, Cycle):
        data = {"title": str(thing), "budget": thing.pk, "year": None, "url": "", "licence": ""}
        return [("budget", {"budget": thing.pk, "number": None}), ("dataset", data)]
    if isinstance(thing, Case):
        happened = {"proposal": None, "case": thing.pk, "days": []}
        data = {"title": str(thing.programme), "budget": None, "year": thing.programme.year, "url": "", "licence": ""}
        return [
            ("case", {"case": thing.pk, "with_report": True}),
            ("meeting", {"meeting": thing.decision.meeting_id}),
            ("timeline", happened),
            ("dataset", data),
        ]
    happened = {"proposal": thing.pk, "case": None, "days": []}
    return [("proposal", {"proposal": thing.pk, "with_answer": True, "number": None}), ("timeline", happened)]


def body_of(parts: Iterable[tuple[str, Any]], model: type[Model] = OutcomePage) -> Any:
    """The body of a page of `model` with these parts, each as (kind, value)."""
    raw = [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in parts]
    return model._meta.get_field("body").to_python(json.dumps(raw))

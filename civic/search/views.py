"""The page of answers, the same for machines, what is suggested while somebody types, and how browsers ask us."""

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from civic.search import unanswered
from civic.search.asking import Question, read
from civic.search.excerpts import excerpt, marked
from civic.search.finding import FILTERS, LAST_PAGE, ORDERS, PER_PAGE, Found, Hit, Sight, TooSlow, find, suggested
from civic.search.kinds import kinds
from civic.search.statements import LATE
from civic.serving.public import cacheable

SUGGESTED = 8
PARAMETERS = {"kind": "type"}  # what a filter is called in addresses, where not by its own name
TABS = ("type",)  # shown as a row of links; the others are lists that fold away
HEADINGS = {
    "kind": gettext_lazy("What"),
    "phase": gettext_lazy("Phase"),
    "theme": gettext_lazy("Theme"),
    "district": gettext_lazy("District"),
    "agency": gettext_lazy("Agency"),
    "year": gettext_lazy("Year"),
    "late": gettext_lazy("Answer"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """A hit as pages show it: `title` and `excerpt` are marked, `state` says where it stands."""

    hit: Hit
    kind: object
    url: str
    title: str
    excerpt: str
    phase: str
    state: object


@dataclass(frozen=True, slots=True)
class Choice:
    """One `value` of a filter ("" for all), the query string that asks for it, and how much it leaves."""

    value: str
    asked: str
    title: object
    number: int | None
    is_chosen: bool


def sight() -> Sight:
    """What a stranger finds in the language of the page; everybody finds the same."""
    return Sight(language=get_language())


def asked(request: HttpRequest) -> tuple[Question, dict[str, str], str, int]:
    """(question, filters, order, number of the page) of a query string."""
    query = request.GET
    filters = {name: query.get(PARAMETERS.get(name, name), "")[:40].replace("\0", "") for name in FILTERS}
    number = query.get("page", "")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    order = query.get("order", "")
    return read(query.get("q", "")), filters, order if order in ORDERS else "", min(max(page, 1), LAST_PAGE)


def results(hits: list[Hit], question: Question) -> list[Result]:
    """`hits` as pages show them, each where it stands now."""
    now, states = timezone.now(), {}
    for name in {hit.kind for hit in hits} & set(kinds):
        found = kinds[name].states([hit.thing for hit in hits if hit.kind == name], now)
        states |= {(name, thing): state for thing, state in found.items()}
    return [_result(hit, question, *states.get((hit.kind, hit.thing), ("", ""))) for hit in hits if hit.kind in kinds]


def _result(hit, question, phase, state):
    return Result(
        hit=hit,
        kind=kinds[hit.kind].title,
        url=url_of(hit),
        title=marked(hit.title, question),
        excerpt=excerpt(hit.text, question),
        phase=phase,
        state=state,
    )


def url_of(hit: Hit) -> str:
    """Its address in the language of the page."""
    is_prefixed = hit.language or get_language() == settings.LANGUAGE_CODE
    return hit.path if is_prefixed else f"/{get_language()}{hit.path}"


@require_safe
@cacheable
def page(request: HttpRequest) -> HttpResponse:
    """The answers to `?q=`, filtered and ordered, and what else may help."""
    question, filters, order, number = asked(request)
    context = {"question": question, "filters": filters, "order": order, "orders": _orders()}
    try:
        found = find(question, sight=sight(), now=timezone.now(), filters=filters, order=order, page=number)
    except TooSlow:
        return render(request, "search/page.html", context | {"too_slow": True, "found": Found()}, status=503)
    if question and not found.total and not any(filters.values()):
        unanswered.note(question, request.META.get("REMOTE_ADDR", ""), timezone.now())
    choices = _choices(request, found, filters)
    numbers = Paginator(range(min(found.total, LAST_PAGE * PER_PAGE)), PER_PAGE)
    context |= {
        "found": found,
        "page": numbers.get_page(number),
        "results": results(found.hits, question),
        "nearest": results(found.nearest, question),
        "tabs": [(heading, rows) for heading, name, rows in choices if name in TABS],
        "lists": [(heading, name, rows) for heading, name, rows in choices if name not in TABS],
        "kept": [(name, request.GET[name]) for name in ("q", *TABS, "order") if request.GET.get(name)],
        "is_filtered": any(filters.values()),
        "narrowed": sum(1 for name, value in filters.items() if value and PARAMETERS.get(name, name) not in TABS),
    }
    return render(request, "search/page.html", context)


def _orders():
    return {
        "": _("Best first"),
        "newest": _("Newest first"),
        "standing": _("Most support first"),
        "due": _("Answer due first"),
    }


def _choices(request, found, filters):
    """[(heading, parameter, choices)] of the filters that leave a choice, in the order of `FILTERS`."""
    titles = {name: {} for name in FILTERS}
    for kind in kinds.values():
        titles["kind"][kind.name] = kind.title
        for name, called in kind.titles().items():
            titles[name] |= called
    titles["year"] = {year: year for year in sorted(found.counts.get("year", ()), reverse=True)}
    titles["late"] = {LATE[True]: _("Overdue")}
    rows = [(HEADINGS[name], PARAMETERS.get(name, name), _values(request, found, name, titles[name], filters[name]))
            for name in FILTERS]  # fmt: skip
    return [row for row in rows if _leaves_a_choice(row[-1], found.total)]


def _leaves_a_choice(choices, total):
    """Whether something is chosen, or anything else than all there is can be."""
    return not choices[0].is_chosen or any(choice.number != total for choice in choices[1:])


def _values(request, found, name, titles, chosen):
    counts = found.counts.get(name, {})
    rows = [Choice("", _query(request, name, ""), _("All"), None, not chosen)]
    for value, title in titles.items():
        if counts.get(value) or str(value) == chosen:
            asked = _query(request, name, str(value))
            rows.append(Choice(str(value), asked, title, counts.get(value, 0), str(value) == chosen))
    return rows


def _query(request, name, value):
    """The query string with another value of a filter, from the first page on."""
    query = request.GET.copy()
    query.pop("page", None)
    query.pop(PARAMETERS.get(name, name), None)
    if value:
        query[PARAMETERS.get(name, name)] = value
    return query.urlencode()


@require_safe
@cacheable
def as_json(request: HttpRequest) -> HttpResponse:
    """`{"total", "results": [{"type", "id", "url", "title", "excerpt", "phase"}]}` of what the page of the same
    parameters shows."""
    question, filters, order, number = asked(request)
    try:
        found = find(question, sight=sight(), now=timezone.now(), filters=filters, order=order, page=number)
    except TooSlow:
        return JsonResponse({"error": _("That took too long. Please ask for less common words.")}, status=503)
    rows = [
        {
            "type": result.hit.kind,
            "id": result.hit.thing,
            "url": result.url,
            "title": result.hit.title,
            "excerpt": result.excerpt,
            "phase": result.phase,
        }
        for result in results(found.hits, question)
    ]
    return JsonResponse({"total": found.total, "results": rows}, json_dumps_params={"ensure_ascii": False})


@require_safe
@cacheable
def suggestions(request: HttpRequest) -> HttpResponse:
    """`[{"title", "kind", "url"}]` whose titles have what was typed so far."""
    try:
        hits = suggested(read(request.GET.get("q", "")), sight=sight(), most=SUGGESTED)
    except TooSlow:
        hits = []
    known = [hit for hit in hits if hit.kind in kinds]
    rows = [{"title": hit.title, "kind": str(kinds[hit.kind].title), "url": url_of(hit)} for hit in known]
    return JsonResponse(rows, safe=False, json_dumps_params={"ensure_ascii": False})


@require_safe
@cacheable
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser's own box asks us (OpenSearch 1.1)."""
    context = {"page": settings.SITE_URL + reverse("search:page")}
    return render(request, "search/opensearch.xml", context, content_type="application/opensearchdescription+xml")

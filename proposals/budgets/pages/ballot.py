"""The ballot: one area at a time, one's own vote as it stands, and the form that works without JavaScript."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from civic.accounts.models import Person
from civic.accounts.typed import keeps_nothing, words_back
from civic.lifecycle import Refusal, Refused
from civic.serving.arrival import arrived_at
from proposals.ballots import keys, reading
from proposals.ballots.rules import KEY_AWAY, SECRECY
from proposals.ballots.sealing import Unreadable
from proposals.budgets import actions, rules
from proposals.budgets.actions.voting import marks_of, voter_of
from proposals.budgets.counting.words import SYMBOLS
from proposals.budgets.models import Area, Cycle
from proposals.budgets.pages.cycles import visible
from proposals.budgets.pages.shown import Shown
from proposals.budgets.permission import slip_for
from proposals.fast.sheet import CUT, KEEP, SLIP, TOKEN, WANTED, Anybody
from proposals.pages.detail import reader_of

SAME_PLACE = gettext_lazy("Two projects stand on the same place. Please give each its own.")


@keeps_nothing
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """The ballot of an area (`?area=N`). POST casts it; what is wrong comes back with what was chosen. For the fast
    door, its sheet (`proposals.fast.sheet`)."""
    if WANTED in request.META:
        return _sheet(request, pk)
    now, cycle, person = arrived_at(request), visible(request, pk), reader_of(request)
    if request.method == "POST" and person is None:
        return words_back(request)
    areas = list(cycle.areas.prefetch_related("districts"))
    area = _asked_for(areas, request.GET.get("area", ""))
    if request.method != "POST":
        return _page(request, cycle, areas, area, now)
    try:
        if area is None:
            raise Refused(rules.NO_AREA)
        marks = _typed(cycle, request.POST)
        actions.vote(cycle, None if area.is_citywide else area.number, person, now=now, marks=marks)
    except Refused as refused:
        request.refused = refused.refusal
        return _page(request, cycle, areas, area, now, refused.refusal)
    messages.success(request, _("Your ballot counts. You can look at it and change it until the vote ends."))
    return redirect(f"{reverse('budgets:ballot', args=[pk])}?area={area.number}")


def _asked_for(areas: Sequence[Area], number: str) -> Area | None:
    """The area with this number; the only one where there is but one."""
    if len(areas) == 1:
        return areas[0]
    return next((area for area in areas if str(area.number) == number), None)


def _typed(cycle: Cycle, sent: QueryDict) -> list[tuple[int, int]]:
    """The marks of the form that was sent; raises `Refused`."""
    marks = _marks(cycle, sent)
    if not marks and not sent.get("blank"):
        raise Refused(Refusal("nothing", _("Please choose something, or say that you cast a blank ballot.")))
    if cycle.form == "ranking":
        if len({place for _number, place in marks}) < len(marks):
            raise Refused(Refusal("same_place", SAME_PLACE))
        return [(number, 1) for number, _place in sorted(marks, key=lambda mark: mark[1])]
    return marks


def _marks(cycle: Cycle, sent: QueryDict) -> list[tuple[int, int]]:
    """[(number of a project, points or place)] as typed; what is no number is left out."""
    if cycle.form in ("approval", "knapsack"):
        return [(int(number), 1) for number in sent.getlist("pick") if _is_number(number)]
    prefix = "points-" if cycle.form == "points" else "rank-"
    found = ((name.removeprefix(prefix), value) for name, value in sent.items() if name.startswith(prefix))
    return [(int(name), int(value)) for name, value in found if _is_number(name) and _is_number(value) and int(value)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


def _page(
    request: HttpRequest,
    cycle: Cycle,
    areas: Sequence[Area],
    area: Area | None,
    now: datetime,
    error: Refusal | None = None,
) -> HttpResponse:
    """The ballot as it stands; with `error` as it was sent."""
    person = reader_of(request)
    voter = person and voter_of(person)
    refusal, own, own_areas = rules.may_vote(cycle, voter, now), None, set()
    context = {"cycle": cycle, "shown": Shown(cycle, now, person), "area": area, "error": error, "secrecy": SECRECY}
    if not refusal:
        own_areas = _areas_voted_in(areas, person)
        if area is not None:
            context["area_refusal"] = rules.may_vote_in(
                cycle, area, voter, {district.pk for district in area.districts.all()}, _bound_to(areas, own_areas)
            )
            try:
                own = _own(area, person, now)
            except (keys.KeyAway, Unreadable):
                refusal = KEY_AWAY
    if not refusal and area is not None:
        context |= _choosing(request, cycle, area, person, own, now, error)
    why_not = refusal or context.get("area_refusal")
    context |= {
        "refusal": refusal,
        "stronger": why_not and why_not.code in rules.STRONGER,
        "areas": [{"area": each, "is_here": each == area, "is_voted": each.number in own_areas} for each in areas],
    }
    return render(request, "budgets/ballot.html", context, status=409 if error else 200)


def _areas_voted_in(areas: Sequence[Area], person: Person) -> set[int]:
    boxes = {area.box_id: area.box for area in areas if area.box_id}
    rolls = (reading.has_voted(box, person.pk) for box in boxes.values())
    return {roll.area for roll in rolls if roll}


def _bound_to(areas: Sequence[Area], voted: set[int]) -> int | None:
    """The area, the city-wide pot apart, that somebody has voted in."""
    return next((area.number for area in areas if area.number in voted and not area.is_citywide), None)


def _own(area: Area, person: Person, now: datetime) -> tuple[int, ...] | None:
    """The choices of one's own ballot in this area; None if there is none."""
    found = reading.own(area.box, person.pk, now=now)
    return found.choices if found and found.area == area.number else None


def _choosing(request, cycle, area, person, own, now, error):
    """What the form shows: the projects in an order of this person's own, each with its mark."""
    if error:
        chosen = dict(_marks(cycle, request.POST))
    else:
        given = marks_of(cycle, own or ())
        chosen = (
            {number: place for place, (number, _points) in enumerate(given, 1)}
            if cycle.form == "ranking"
            else dict(given)
        )
    projects = {project.number: project for project in area.projects.all()}
    return _form(cycle, projects.values()) | {
        "own": own,
        "is_blank": bool(request.POST.get("blank")) if error else own == (),
        "rows": [
            {"project": projects[number], "mark": chosen.get(number)}
            for number in shuffled(cycle.pk, projects, person.pk)
        ],
        "slip": slip_for(cycle.pk, person, request.session.session_key, now),
        "keep": keep_under(cycle.pk, area.number, person.pk),
    }


def _form(cycle, projects):
    """What the form shows whoever fills it in."""
    return {
        "places": range(1, min(cycle.most, len(projects)) + 1),
        "least": rules.least_of(cycle, projects),
        "symbol": SYMBOLS.get(cycle.currency, f"{cycle.currency} "),
        "said": words(),
    }


def keep_under(cycle: int, area: int, person: int) -> str:
    """The name under which a device keeps what somebody has not finished."""
    return "ballot:" + sha256(f"{cycle}:{area}:{person}".encode()).hexdigest()[:16]


def shuffled(cycle: int, numbers: Iterable[int], person: int) -> list[int]:
    """Numbers of projects in the order of somebody's ballot: another for each, and always the same."""
    return sorted(numbers, key=lambda number: sha256(f"{cycle}:{person}:{number}".encode()).digest())


def _sheet(request, pk):
    """The ballot of somebody who may vote here and has not voted, with slots for them."""
    request.user, now = Anybody(), timezone.now()
    cycle = get_object_or_404(Cycle.objects.public().prefetch_related("areas__box"), pk=pk)
    areas = list(cycle.areas.all())
    area = _asked_for(areas, request.GET.get("area", ""))
    projects = list(area.projects.all())
    context = _form(cycle, projects) | {
        "cycle": cycle,
        "shown": Shown(cycle, now),
        "area": area,
        "areas": [{"area": each, "is_here": each == area} for each in areas],
        "rows": [{"project": project} for project in projects],
        "secrecy": SECRECY,
        "user": request.user,
        "messages": [],
        "csrf_token": TOKEN,
        "slip": SLIP,
        "keep": KEEP,
        "cut": CUT,
    }
    return render(request, "budgets/ballot.html", context)


def words() -> dict[str, str]:
    """What ballot.js says; `{n}` is a number or an amount."""
    return {
        "nothing": _("Nothing is chosen yet."),
        "more": _("{n} more to make it count."),
        "fewer": _("{n} too many."),
        "over": _("This costs more than there is."),
        "points_over": _("Points over the limit: {n}."),
        "same_place": str(SAME_PLACE),
        "left": _("{n} left"),
        "beyond": _("{n} too much"),
        "points_left": _("Points left: {n}"),
        "chosen": _("{n} chosen"),
        "sending": _("Sending …"),
        "until_then": _(" Until then your earlier ballot counts."),
        "counts": _("Your ballot counts."),
        "failed": _("It could not be sent. Your choice stays on this device; please try again."),
    }

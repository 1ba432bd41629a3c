"""The public pages: all cycles, one of them, one project. `GET` never writes."""

from collections import Counter

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from civic import postcards
from civic.accounts.typed import words_back
from civic.city.tiles import city
from civic.outbox import absolute
from civic.serving.public import cacheable, for_an_hour, for_nobody
from proposals.budgets import actions, rules
from proposals.budgets.actions.voting import voter_of
from proposals.budgets.ideas import IdeaEvidence
from proposals.budgets.models import Cycle
from proposals.budgets.pages.filters import Choices
from proposals.budgets.pages.map import map_of
from proposals.budgets.pages.result import ShownResult
from proposals.budgets.pages.shown import Shown, ShownProject
from proposals.budgets.pages.standing import standings_of, words
from proposals.budgets.templatetags.budgets import money
from proposals.pages.detail import reader_of

NEWEST = 3  # ideas on the page of their cycle


def visible(request: HttpRequest, pk: int) -> Cycle:
    """The cycle if this person may see it, else 404."""
    return get_object_or_404(Cycle.objects.visible_to(reader_of(request)).prefetch_related("areas__box"), pk=pk)


@require_safe
@cacheable
def index(request: HttpRequest) -> HttpResponse:
    """All cycles, the latest vote first."""
    now, reader = timezone.now(), reader_of(request)
    cycles = Cycle.objects.visible_to(reader).newest().prefetch_related("areas__box")
    return render(request, "budgets/list.html", {"cycles": [Shown(cycle, now, reader) for cycle in cycles]})


@require_safe
@cacheable
def cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """One cycle: where it stands, the money, the projects, and the result once it is counted."""
    found, now, reader = visible(request, pk), timezone.now(), reader_of(request)
    shown = Shown(found, now, reader)
    projects = list(found.projects.select_related("theme", "district"))
    choices, numbers = Choices(shown.areas, projects), Counter(project.area_id for project in projects)
    selection = choices.selection(request.GET)
    asked_for = selection.of(projects)
    context = {
        "cycle": found,
        "shown": shown,
        "lists": shown.lists(asked_for),
        "count": len(asked_for),
        "projects_there": len(projects) > 1,
        "choices": choices,
        "selection": selection,
        "area_rows": [(area, _people_of(area), numbers[area.pk]) for area in shown.areas],
        "city_map": map_of(shown.areas, selection.area),
        "standings": [] if found.counted_at else standings_of(shown, projects),
        "said": words(found),
        "zone": settings.TIME_ZONE,
        "results": [ShownResult(result, {each.number: each for each in projects}) for result in shown.results],
        "letters": _letters(found, reader),
        "workshops": list(found.workshops.select_related("area")),
        "ideas": list(found.ideas.under_way().with_names().order_by("-submitted_at")[:NEWEST]),
        "takes_ideas": rules.allows(found, "hand_in", now),
        "passed_on": _passed_on(shown),
        "vote_refusal": rules.may_vote(found, voter_of(reader), now) if shown.open and reader else None,
    }
    return render(request, "budgets/cycle.html", context)


def _passed_on(shown):
    """The full addresses of the page and of the picture that stands for it."""
    image = absolute(reverse("budgets:card", args=[shown.cycle.pk]))
    return {"url": absolute(shown.cycle.get_absolute_url()), "image": postcard(shown).at(image)}


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture that stands for a cycle where somebody passes it on."""
    found = get_object_or_404(Cycle.objects.public().prefetch_related("areas__box"), pk=pk)
    return postcards.as_response(postcard(Shown(found, timezone.now())))


def postcard(shown: Shown) -> postcards.Postcard:
    """What that picture says."""
    amount = money(shown.amount, shown.cycle.currency)
    return postcards.Postcard(str(shown.cycle), str(shown.phase_words), amount, city=city())


@require_safe
@cacheable
def wall(request: HttpRequest, pk: int) -> HttpResponse:
    """A cycle on a big screen: the turnout, how it stands where that is shown, and the result; `?area=N` is one area
    alone."""
    found = visible(request, pk)
    shown = Shown(found, timezone.now())
    standings = standings_of(shown, found.projects.order_by("number"))
    alone = [each for each in standings if str(each.area.number) == request.GET.get("area")]
    context = {
        "cycle": found,
        "shown": shown,
        "standings": alone or standings,
        "one_area": alone[0].area.number if alone else None,
        "several": len(standings) > 1,
        "said": words(found),
        "zone": settings.TIME_ZONE,
    }
    return render(request, "budgets/wall.html", context)


def _people_of(area):
    """For whose people an area is."""
    districts = [] if area.is_citywide else area.districts.all()
    return _(", ").join(str(district) for district in districts) or _("the whole city")


def _letters(cycle, reader):
    """What is shown of the letters about a cycle; None where there are none."""
    if not cycle.published_at or cycle.counted_at or cycle.voided_at:
        return None
    follows = reader is not None and cycle.followers.filter(person=reader).exists()
    return {"follows": follows, "refusal": rules.may_follow(cycle, reader)}


@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Get letters about a cycle (`wanted`), or no more of them."""
    found, reader = visible(request, pk), reader_of(request)
    if request.method == "POST" and reader is None:
        return words_back(request)
    if request.method == "POST":
        if request.POST.get("wanted"):
            actions.follow(found, reader)
            messages.success(request, _("You get the letters about this budget."))
        else:
            actions.unfollow(found, reader)
            messages.success(request, _("You get no more letters about this budget."))
    return redirect(f"{found.get_absolute_url()}#letters")


@require_safe
@cacheable
def project(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One project of a cycle."""
    found, now = visible(request, pk), timezone.now()
    shown = Shown(found, now, reader_of(request))
    one = get_object_or_404(found.projects.select_related("area", "theme", "district", "idea"), number=number)
    evidence = IdeaEvidence.objects.filter(idea__project=one).order_by("pk")
    context = {
        "cycle": found,
        "shown": shown,
        "one": ShownProject(one, shown.fates.get(one.number)),
        "evidence": [paper for paper in evidence if not paper.file or paper.file.name != one.picture.name],
    }
    return render(request, "budgets/project.html", context)


@require_safe
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The picture of a project."""
    found = visible(request, pk)
    one = get_object_or_404(found.projects.exclude(picture=""), number=number)
    response = FileResponse(one.picture.open())
    return for_an_hour(response) if found.published_at else for_nobody(response)

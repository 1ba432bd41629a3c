"""The pages of ideas: the list of a cycle, one idea, and what its author does with it."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from civic.accounts import once
from civic.accounts.limits import DAY, Limit, register
from civic.accounts.models import Person
from civic.accounts.typed import keeps_words
from civic.agencies.models import Agency
from civic.city.models import District, Theme
from civic.desks.drafting import written
from civic.duties.deadlines import deadlines
from civic.duties.models import Duty
from civic.lifecycle import Denied, Refused, require
from civic.personal import Unconfirmed
from civic.record.models import Entry
from civic.search import finding as search
from civic.search.finding import Sight, TooSlow
from civic.seen import CHANGED
from civic.serving.arrival import arrived_at
from civic.serving.public import cacheable, for_an_hour, for_nobody
from proposals.budgets import actions, idea_rules, marks, rules
from proposals.budgets.grounds import GROUNDS
from proposals.budgets.ideas import Idea, IdeaQuerySet, Joining
from proposals.budgets.pages.cycles import visible
from proposals.budgets.pages.idea_forms import HandInForm, IdeaForm
from proposals.budgets.pages.shown import Shown
from proposals.budgets.search import IDEA
from proposals.pages.detail import reader_of
from proposals.pages.similar import LIKENESS

PER_PAGE = 20
ALIKE = 5  # ideas that are shown beside a draft
LOOKED_AT = 50  # the most alike of all budgets, among which those of this one are

register(
    ideas=Limit(
        20,
        DAY,
        gettext_lazy("You have begun too many ideas today. Go on with those on “My page”, or come back tomorrow."),
    )
)


def in_state(rows: IdeaQuerySet, name: str) -> IdeaQuerySet:
    """Those of `rows`, of one cycle, that are in one of its `idea_rules.public_states`."""
    none = {"withdrawn_at": None, "joined_at": None, "refused_at": None, "project": None}
    waiting = {**none, "judged_at": None}
    return rows.filter(
        {
            "withdrawn": Q(withdrawn_at__isnull=False),
            "joined": Q(joined_at__isnull=False),
            "refused": Q(refused_at__isnull=False),
            "listed": Q(project__isnull=False),
            "fit": Q(is_feasible=True, project=None),
            "unfit": Q(is_feasible=False),
            "late": Q(Q(is_feasible=True) | Q(is_feasible=None), **none),
            "asked": Q(agency__isnull=False, **waiting),
            "passed": Q(screened_at__isnull=False, agency=None, **waiting),
            "handed_in": Q(screened_at=None, **waiting),
        }[name]
    )


@require_safe
@cacheable
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The ideas of a cycle, the newest first, by area, theme, district and state."""
    cycle = visible(request, pk)
    choices = {
        "area": {str(area.number): area for area in cycle.areas.all()},
        "theme": {theme.code: theme for theme in Theme.objects.all()},
        "district": {district.code: district for district in District.objects.all()},
        "state": {name: idea_rules.STATES[name] for name in idea_rules.public_states(cycle)},
    }
    chosen = {name: request.GET.get(name, "") for name in choices}
    rows = cycle.ideas.public().with_names().order_by("-submitted_at", "-pk")
    for name, there in choices.items():
        if chosen[name] in there:
            rows = in_state(rows, chosen[name]) if name == "state" else rows.filter(**{name: there[chosen[name]]})
    now = timezone.now()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "cycle": cycle,
        "shown": Shown(cycle, now, reader_of(request)),
        "filters": [
            {"name": name, "label": LABELS[name], "rows": list(there.items()), "chosen": chosen[name]}
            for name, there in choices.items()
        ],
        "page": page,
        "takes_ideas": rules.allows(cycle, "hand_in", now),
    }
    return render(request, "budgets/ideas.html", context)


LABELS = {
    "area": gettext_lazy("Area"),
    "theme": gettext_lazy("Theme"),
    "district": gettext_lazy("District"),
    "state": gettext_lazy("Where it stands"),
}


def alike(idea: Idea, now: datetime) -> list[Idea]:
    """Up to `ALIKE` public ideas of the cycle with a title like this one's; withdrawn and refused ones are left out."""
    try:
        found = search.alike(idea.title, kind=IDEA, sight=Sight(nudged=False), now=now, beside=idea.pk, most=LOOKED_AT)
    except TooSlow:
        return []
    likeness = {hit.thing: share for hit, share in found if share >= LIKENESS}
    rows = Idea.objects.public().filter(pk__in=likeness, cycle=idea.cycle_id, withdrawn_at=None, refused_at=None)
    return sorted(rows.with_names(), key=lambda row: -likeness[row.pk])[:ALIKE]


@require_safe
@cacheable
def idea(request: HttpRequest, pk: int) -> HttpResponse:
    """One idea, with what its author can do now."""
    found = get_object_or_404(Idea.objects.visible_to(reader_of(request)).with_names(), pk=pk)
    return render(request, "budgets/idea.html", context_of(found, reader_of(request)))


@require_safe
def evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """A file as a download, never as a page of ours; hidden from all but the team wherever the text is."""
    found, reader = get_object_or_404(Idea.objects.visible_to(reader_of(request)), pk=pk), reader_of(request)
    if found.hides_text and rules.may_run(reader):
        raise Http404
    response = get_object_or_404(found.evidence.exclude(file=""), pk=evidence_pk).download()
    is_public = not found.hides_text and Idea.objects.public().filter(pk=pk).exists()
    return for_an_hour(response) if is_public else for_nobody(response)


def context_of(found: Idea, reader: Person | None) -> dict:
    """The context of `budgets/idea.html` and of the desks that show an idea."""
    now = timezone.now()
    duties = list(Duty.objects.about(found).with_moves())
    return {
        "idea": found,
        "cycle": found.cycle,
        "grounds": [GROUNDS[code].words for code in found.grounds],
        "lights": list(found.lights.all()),
        "evidence": [] if found.hides_text else list(found.evidence.order_by("pk")),
        "carrier": found.carrier_id and Idea.objects.with_names().get(pk=found.carrier_id),
        "handings": handings(found),
        "carried": list(found.carried.order_by("pk")),
        "deadlines": deadlines(duties, now),
        **_own_doors(found, reader, now),
    }


def handings(found: Idea) -> list[dict]:
    """How often it was handed on from one agency to another: {"at", "before", "after", "reason"}, the first first."""
    rows = list(Entry.objects.about(found).filter(verb="idea_handed_on"))
    codes = {row.data[name] for row in rows for name in ("before", "after")}
    named = {agency.code: agency for agency in Agency.objects.filter(code__in=codes)}
    return [
        {"at": row.at, "reason": row.data["reason"], **{name: named[row.data[name]] for name in ("before", "after")}}
        for row in rows
    ]


def _own_doors(found, reader, now):
    if reader is None or reader.pk != found.author_id:
        return {}
    is_draft = found.submitted_at is None
    form = HandInForm()
    if is_draft:
        form.ask(actions.passages_of(found))
    return {
        "is_own": True,
        "may_edit": idea_rules.may_edit(found, found.cycle, reader, now) is None,
        "hand_in_refusal": idea_rules.may_hand_in(found, found.cycle, reader, now) if is_draft else None,
        "hand_in_form": form,
        "seen": marks.whole_idea(found),
        "may_delete": idea_rules.may_delete(found, found.cycle, reader) is None,
        "may_withdraw": idea_rules.may_withdraw(found, found.cycle, reader, now) is None,
        "alike": alike(found, now) if is_draft else [],
        "may_separate": may_separate(found, reader, now),
        "screened_until": idea_rules.screened_until(found.cycle),
        "questions": questions(found, reader, now),
        "once": once.key(),
    }


def questions(found: Idea, reader: Person, now: datetime) -> list[Joining]:
    """The joinings of this idea about which its author is still asked."""
    rows = Joining.objects.filter(
        Q(idea=found, idea_agreed_at=None) | Q(carrier=found, carrier_agreed_at=None), declined_at=None
    ).select_related("carrier", "idea", "carrier__cycle")
    return [
        row
        for row in rows
        if idea_rules.may_answer_joining(row.carrier, row.idea, found.cycle, reader, now) is None
    ]


def may_separate(found: Idea, reader: Person, now: datetime) -> bool:
    """Whether the author can have it go on by itself, since the one that stands for it came to its end."""
    if not found.joined_at:
        return False
    return idea_rules.may_separate(found, found.root, found.cycle, reader, now) is None


# --- what the author does -------------------------------------------------------------------------


def own(request: HttpRequest, pk: int) -> Idea:
    """The idea if it is this person's own; somebody else's is 404 or, where public, raises `Denied`."""
    found = get_object_or_404(Idea.objects.visible_to(request.user).with_names(), pk=pk)
    if found.author_id != request.user.pk:
        raise Denied(idea_rules.NOT_YOURS)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a new idea down, kept as a draft; the reason for whoever may not."""
    cycle = visible(request, pk)
    if refusal := idea_rules.may_begin(cycle, request.user, timezone.now()):
        return render(request, "budgets/idea_not_now.html", {"cycle": cycle, "refusal": refusal}, status=403)
    return _written(request, IdeaForm(cycle, request.POST or None, request.FILES or None))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's draft. A POST that comes too late finds the refusal on the form, beside the words."""
    found = own(request, pk)
    if request.method != "POST":
        require(idea_rules.may_edit(found, found.cycle, request.user, timezone.now()))
    return _written(request, IdeaForm(found.cycle, request.POST or None, request.FILES or None, thing=found))


def _written(request, form):
    def show(form, status):
        context = {"form": form, "cycle": form.cycle, "idea": form.thing}
        return render(request, "budgets/idea_form.html", context, status=status)

    return written(request, form, show, lambda pk: IdeaForm(form.cycle, thing=own(request, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the draft in. GET, where a sign-in leads back to, is the idea."""
    found = own(request, pk)
    if request.method != "POST":
        return redirect(found)
    said = {"seen": request.POST.get("seen", ""), "confirmed": request.POST.getlist("confirmed")}
    try:
        actions.hand_in(found, request.user, now=arrived_at(request), **said)
    except Unconfirmed as refused:
        messages.warning(request, refused.refusal.sentence)
        return redirect(found.get_absolute_url() + "#next-step")
    except Refused as refused:
        if refused.refusal.code == CHANGED:
            messages.warning(request, _("The text has changed since you opened the page. Please look it over again."))
        elif own(request, pk).submitted_at is None:
            raise
        return redirect(found)  # handed in by the click before this one, or to be read again
    messages.success(request, _("Handed in. Everybody can read your idea now."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
@transaction.atomic
def ending(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether the draft is to be deleted, or the idea withdrawn, then do it; pressed twice, it is done once."""
    now, sent = arrived_at(request), request.POST.get("once", "")[:64]
    if earlier := once.led_to(request.user, sent, now):
        return redirect(earlier)
    found = own(request, pk)
    is_draft = found.submitted_at is None
    if is_draft:
        require(idea_rules.may_delete(found, found.cycle, request.user))
    else:
        require(idea_rules.may_withdraw(found, found.cycle, request.user, now))
    if request.method != "POST":
        return render(request, "budgets/idea_ending.html", {"idea": found, "is_draft": is_draft, "once": once.key()})
    address = reverse("accounts:mine") if is_draft else found.get_absolute_url()
    if is_draft:
        actions.delete_idea(found, request.user)
    else:
        actions.withdraw_idea(found, request.user, now=now)
    once.note(request.user, sent, address)
    messages.success(request, _("The draft has been deleted.") if is_draft else _("Your idea has been withdrawn."))
    return redirect(address)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def joining(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say yes or no to the joining `number` of one's idea with another."""
    found = own(request, pk)
    row = get_object_or_404(Joining.objects.filter(Q(idea=found) | Q(carrier=found)), pk=number)
    if request.method == "POST" and (answer := request.POST.get("answer")) in ("yes", "no"):
        row = actions.answer_joining(row, request.user, now=arrived_at(request), agrees=answer == "yes")
        if row.declined_at and answer == "yes":
            messages.warning(request, _("These two ideas stay apart: one of their authors said no before."))
        else:
            messages.success(request, _("Your answer is noted."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def separation(request: HttpRequest, pk: int) -> HttpResponse:
    """Have one's joined idea go on by itself; pressed twice, it is done once. GET is the idea."""
    found = own(request, pk)
    if request.method == "POST":
        try:
            actions.separate(found, request.user, now=arrived_at(request))
        except Refused:
            if own(request, pk).joined_at:
                raise
        messages.success(request, _("Your idea goes on by itself; the budget team looks at it."))
    return redirect(found)

"""What the city owes about a proposal: its kinds of duties, and how desks show what they are about."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.duties import Line, kind, subject
from civic.duties.models import Duty
from proposals.models import Proposal

REVIEW = kind("proposals.review", _("Review"), role="reviewer")
TIMETABLE = kind("proposals.timetable", _("Publication of the timetable"), role="official", ahead=_("Timetable due"))
CONTACT = kind(
    "proposals.contact", _("Contact with the proposer"), role="official", ahead=_("Contact with the proposer due")
)
ANSWER = kind("proposals.answer", _("Answer by the agency"), role="official", ahead=_("Answer due"))


def key(number: str = "pk") -> Concat:
    """The key of a proposal as SQL, from the column with its number."""
    return Concat(Value("proposal:"), Cast(number, CharField()))


def with_answer_due(rows: QuerySet) -> QuerySet:
    """Proposals, each with `answer_due_at`: the end of its answer, met or not; None unless it was established."""
    answers = Duty.objects.filter(kind=ANSWER, subject=key(OuterRef("pk")))
    return rows.annotate(answer_due_at=answers.values("due_at"))


def with_answer_owed(rows: QuerySet) -> QuerySet:
    """Proposals, each with `answer_owed_by`: the end of an answer that is still owed; None where none is."""
    owed = Duty.objects.filter(kind=ANSWER, subject=key(OuterRef("pk"))).undone()
    return rows.annotate(answer_owed_by=owed.values("due_at"))


def with_answers(rows: QuerySet, duties: QuerySet) -> QuerySet:
    """Those of `rows`, which are proposals, whose answer is among `duties`."""
    return rows.filter(Exists(duties.filter(kind=ANSWER, subject=key(OuterRef("pk")))))


def with_lateness(rows: QuerySet, now: datetime) -> QuerySet:
    """Proposals, each with `overdue_since` when the answer is still owed after its end, and `late_by`, a timedelta,
    when it was given after it; None otherwise."""
    late = Duty.objects.late(now).filter(kind=ANSWER, subject=key(OuterRef("pk")))
    by = late.filter(done_at__isnull=False).annotate(by=F("done_at") - F("due_at"))
    return rows.annotate(overdue_since=late.filter(done_at=None).values("due_at"), late_by=by.values("by"))


def desk_url(duty: Duty) -> str:
    """The page of a desk on which it is worked on."""
    return reverse("desk:review_one" if duty.kind == REVIEW else "desk:agency_one", args=[duty.subject_id])


@subject("proposal")
class Proposals:
    """How desks show proposals; see `civic.duties.registry.subject`."""

    def lines(self, duties: list[Duty], person: Person) -> dict[str, Line]:
        rows = Proposal.objects.only("title", "proposer").in_bulk([duty.subject_id for duty in duties])
        own = set(Agency.objects.spoken_for_by(person).values_list("pk", flat=True))
        return {duty.subject: _line(duty, rows[duty.subject_id], person, own) for duty in duties}

    def supported_by(self, agencies: Iterable[Agency]) -> QuerySet:
        return Proposal.supporting.through.objects.filter(agency__in=agencies).values_list(key("proposal_id"))


def _line(duty, proposal, person, own):
    if duty.kind == REVIEW:
        notes = [_("your own; somebody else reviews it")] if proposal.proposer_id == person.pk else []
    else:
        notes = [] if duty.agency_id in own else [_("your agency supports")]
    return Line(proposal.title, desk_url(duty), notes)

"""What is found of proposals, and of agencies and themes, which are lists of proposals to whoever looks for them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.agencies.models import Agency
from civic.city.models import District, Named, Theme
from civic.search.indexing import follow, kind
from civic.search.kinds import Entry, Kind, code_of
from civic.search.models import PUBLIC, REVIEW
from proposals import rules
from proposals.duties import ANSWER, with_answer_owed
from proposals.grounds import HIDDEN, TEXTLESS
from proposals.models import Answer, Demand, Finding, Proposal

NAME = "proposal"


@kind
class Proposals(Kind):
    """A refusal whose text is not shown is not found either; what is under review, by reviewers only."""

    name = NAME
    title = _("proposals")
    called = ("提议", "提案", "proposal")
    model = Proposal

    def rows(self) -> models.QuerySet:
        refused = Q(refused_at__isnull=False)
        under_review = Q(submitted_at__isnull=False, refused_at=None, withdrawn_at=None)
        hidden = refused & Q(grounds__overlap=[*HIDDEN, *TEXTLESS])
        seen = Proposal.objects.filter(Q(opens_at__isnull=False) | refused | under_review).exclude(hidden)
        return with_answer_owed(seen).select_related("theme", "district", "agency", "answer")

    def entry(self, row: Proposal) -> Entry:
        is_public = row.opens_at is not None or row.refused_at is not None
        return Entry(
            title=str(row),
            text="\n\n".join(filter(None, _texts(row))),
            path=row.get_absolute_url(),
            at=row.opens_at or row.refused_at or row.submitted_at,
            sight=PUBLIC if is_public else REVIEW,
            phase=_phase(row, timezone.now()),
            theme=code_of(row.theme),
            district=code_of(row.district),
            agency=code_of(row.agency),
            due_at=row.answer_owed_by,
            standing=row.endorsement_count,
        )

    def titles(self) -> dict[str, dict[str, object]]:
        named = {"theme": Theme, "district": District, "agency": Agency}
        return {
            "phase": {name: rules.PHASES[name] for name in rules.PUBLIC_PHASES if name != "counting"},
            **{of: {row.code: row.name for row in model.objects.all()} for of, model in named.items()},
        }

    def states(self, things: Collection[int], now: datetime) -> dict[int, tuple[str, object]]:
        rows = Proposal.objects.filter(pk__in=things).prefetch_related("demands__finding")
        return {row.pk: (rules.phase(row, now), _state(row, now)) for row in rows}


follow(NAME, Demand, lambda demand: [demand.proposal_id])
follow(NAME, Answer, lambda answer: [answer.proposal_id])
follow(NAME, Finding, lambda finding: [finding.demand.proposal_id])


# Whoever writes documents holds several at once; this waits for none of them, and the next turn takes what it left.
FOLLOW = """
WITH moved AS (
  SELECT d.id, p.endorsement_count, o.due_at FROM search_document d JOIN proposals_proposal p ON p.id = d.thing
  LEFT JOIN duties_duty o ON o.subject = 'proposal:' || p.id AND o.kind = %s
    AND o.done_at IS NULL AND o.ended_at IS NULL
  WHERE d.kind = %s AND (p.closes_at > %s OR o.id IS NOT NULL OR d.due_at IS NOT NULL)
    AND (d.standing <> p.endorsement_count OR d.due_at IS DISTINCT FROM o.due_at)
  FOR NO KEY UPDATE OF d SKIP LOCKED)
UPDATE search_document d SET standing = moved.endorsement_count, due_at = moved.due_at FROM moved WHERE d.id = moved.id
"""


def follow_clock(now: datetime) -> int:
    """Bring documents up to what was endorsed since, which no endorsement does itself, and to when answers are owed,
    which duties and closures move; returns how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, [ANSWER, NAME, now - timedelta(days=1)])
        return cursor.rowcount


def _texts(row):
    """What readers see of it beside its title: the text, and of the answer what is published."""
    yield from (row.body, row.benefits)
    if row.refused_at:
        yield row.refusal_note
    if row.established_at:
        for demand in row.demands.select_related("finding"):
            yield demand.text
            if row.answered_at and hasattr(demand, "finding"):
                yield demand.finding.reasons
    if row.answered_at and hasattr(row, "answer"):
        yield row.answer.text


def _phase(row, now):
    """As the index keeps it: what is counted in the half minute after the end is still called collecting."""
    phase = rules.phase(row, now)
    return "collecting" if phase == "counting" else phase


def _state(row, now):
    """Where it stands, in words: "Answered: May 3, 2026 · Partly adopted"."""
    phase = rules.phase(row, now)
    instant = {
        "established": row.established_at,
        "answered": row.answered_at,
        "refused": row.refused_at,
        "withdrawn": row.withdrawn_at,
    }.get(phase)
    said = [rules.PHASES[phase]]
    if instant:
        said.append(date_format(timezone.localtime(instant), "DATE_FORMAT"))
    if phase == "answered":
        found = (demand.finding.finding for demand in row.demands.all() if hasattr(demand, "finding"))
        said += dict.fromkeys(rules.FINDINGS[finding] for finding in found)
    return " · ".join(map(str, said))


class _List(Kind):
    """Something by which the list of proposals is filtered; it has a name in both languages."""

    def entry(self, row: Named) -> Entry:
        path = f"{reverse('proposals:list')}?{self.name}={row.code}"
        return Entry(title=f"{row.name_zh} {row.name_en}", text="", path=path, at=timezone.now())


@kind
class Agencies(_List):
    name = "agency"
    title = _("agencies")
    model = Agency

    def rows(self) -> models.QuerySet:
        return Agency.objects.active()


@kind
class Themes(_List):
    name = "theme"
    title = pgettext_lazy("kinds of things", "themes")
    model = Theme

    def rows(self) -> models.QuerySet:
        return Theme.objects.all()

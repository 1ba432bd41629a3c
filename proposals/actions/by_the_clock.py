"""What the clock alone brings about: opening, the end of the window, lapsing, and deadlines that near."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from civic.city import calendar
from civic.outbox.actions import post
from civic.outbox.models import Mailing
from civic.verbs import change, locked, tell
from proposals import rules
from proposals.duties import DUTIES
from proposals.models import Proposal

REMINDERS = (0, 3, 10)  # calendar days before the last day of a deadline


@transaction.atomic
def take_turns(proposal, *, now):
    """Do what the clock has brought about since `looks_again_at`; returns the number of turns taken.

    Each turn raises the version, and is put on record at its own instant, however late it is noticed:
    `opened` when the window begins, `lapsed` when it is over and all that arrived in time is counted.
    The phase itself never waits for this.
    """
    proposal = locked(proposal)
    turns = 0
    while proposal.looks_again_at and proposal.looks_again_at <= now:
        turn = proposal.looks_again_at
        change(proposal, looks_again_at=rules.next_turn(proposal, turn))
        if turn == proposal.opens_at:
            tell(proposal, "opened", "clock", turn)
        elif rules.phase(proposal, turn) == "lapsed":
            tell(proposal, "lapsed", "clock", turn, count=proposal.endorsement_count)
        turns += 1
    return turns


@transaction.atomic
def remind(now):
    """Post the letters about deadlines that are 10, 3 or 0 days away or over, each once; returns how many.

    Late, it posts the one that fits now. A deadline that was never that far away gets no such letter.
    """
    horizon = calendar.end_of_day(timezone.localdate(now) + timedelta(days=max(REMINDERS)))
    letters = {}
    for duty in DUTIES.values():
        near = Proposal.objects.filter(duty.still_owed(), **{f"{duty.due}__lte": horizon}).order_by("pk")
        for proposal in near.defer("body", "benefits"):
            if letter := _reminder(duty.of(proposal), now):
                kind, step, data = letter
                key = f"{proposal.record_key}:{duty.name}:{data['last_day']}:{step}"
                letters[key] = kind, proposal.record_key, data
    posted = set(Mailing.objects.filter(key__in=letters).values_list("key", flat=True))
    for key in letters.keys() - posted:
        kind, subject, data = letters[key]
        post(kind, subject, key=key, at=now, **data)
    return len(letters) - len(posted)


def _reminder(due, now):
    """(kind, step, data) of the letter that fits now, or None."""
    data = {"duty": due.duty.name, "last_day": due.last_day}
    if due.is_overdue(now):
        return "proposals.overdue", "over", data
    left = (due.last_day - timezone.localdate(now)).days
    step = min(days for days in REMINDERS if days >= left)
    if due.last_day - timedelta(days=step) < timezone.localdate(due.set_at):
        return None
    return "proposals.deadline", step, {**data, "days": left}

"""The chores of duties: whoever must do something is reminded of it in time, and where nobody can, that is told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from civic.agencies.models import Agency
from civic.city import calendar
from civic.clockwork import chore
from civic.duties.models import Duty
from civic.outbox.actions import post
from civic.outbox.models import Mailing

REMINDERS = (0, 3, 10)  # calendar days before the last day of a deadline


@chore(every=timedelta(minutes=5))
@transaction.atomic
def reminders(now: datetime) -> int:
    """Post the letters about deadlines that are 10, 3 or 0 days away or over, each once; returns how many.

    Late, it posts the one that fits now. A deadline that was never that far away gets no such letter. The letters are
    `<app label>.deadline` and `<app label>.overdue`, of the app that registered the kind; it writes them with
    `reminded` and `still_fits`.
    """
    horizon = calendar.end_of_day(timezone.localdate(now) + timedelta(days=max(REMINDERS)))
    letters = {}
    for duty in Duty.objects.owed().filter(due_at__lte=horizon):
        if letter := _reminder(duty, now):
            kind, step, data = letter
            letters[f"{duty.subject}:{duty.plug.short}:{duty.last_day}:{step}"] = kind, duty.subject, data
    posted = set(Mailing.objects.filter(key__in=letters).values_list("key", flat=True))
    for key in letters.keys() - posted:
        kind, subject, data = letters[key]
        post(kind, subject, key=key, at=now, **data)
    return len(letters) - len(posted)


@chore(every=timedelta(minutes=5))
@transaction.atomic
def unattended(now: datetime) -> int:
    """Post the letters about what an agency owes in whose name nobody can act, once for each thing and agency; returns
    how many.

    However it came about: nobody was ever appointed, or the last one was dismissed, suspended or has left. The letters
    are `<app label>.unattended`, of the app that registered the kind; their data name the `agency` by its number.
    """
    letters = {}
    for duty in Duty.objects.owed().filter(agency__in=Agency.objects.unattended()):
        letters[f"{duty.subject}:unattended:{duty.agency_id}:owed"] = duty
    posted = set(Mailing.objects.filter(key__in=letters).values_list("key", flat=True))
    for key in letters.keys() - posted:
        duty = letters[key]
        post(f"{duty.plug.app}.unattended", duty.subject, key=key, at=now, agency=duty.agency_id, owed=True)
    return len(letters) - len(posted)


def _reminder(duty, now):
    """(kind, step, data) of the letter that fits now, or None."""
    plug, last_day = duty.plug, duty.last_day
    data = {"duty": plug.short, "last_day": last_day}
    if duty.is_overdue(now):
        return f"{plug.app}.overdue", "over", data
    left = (last_day - timezone.localdate(now)).days
    step = min(days for days in REMINDERS if days >= left)
    if last_day - timedelta(days=step) < timezone.localdate(duty.set_at):
        return None
    return f"{plug.app}.deadline", step, {**data, "days": left}


def reminded(mailing: Mailing) -> Duty:
    """The duty that a reminder is about, as it is now."""
    app = mailing.kind.partition(".")[0]
    return Duty.objects.about(mailing.subject).get(kind=f"{app}.{mailing.data['duty']}")


def still_fits(mailing: Mailing, duty: Duty) -> bool:
    """Whether a reminder is still to be written: not once its duty is owed no more, or has another last day."""
    return duty.is_owed and duty.last_day.isoformat() == mailing.data["last_day"]

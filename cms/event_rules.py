"""The law of events, pure: who may register and leave, and until when. `now` is always an argument, aware."""

from datetime import datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from civic.accounts.rules import may_act_at
from civic.lifecycle import Actor, Refusal

LEVEL = 1  # whoever has confirmed an e-mail address may register: letters reach them
KEPT = timedelta(days=30)  # after an event has ended: who was registered for it
REMINDED = timedelta(days=1)  # before it begins
MOST = 5000  # places

OVER = Refusal("over", _("Registration is over."))
CALLED_OFF = Refusal("called_off", _("This event has been called off."))
ALREADY = Refusal("already", _("You are registered already."))
NOT_REGISTERED = Refusal("not_registered", _("You are not registered."))
BEGUN = Refusal("begun", _("The event has begun."))
TOO_FEW = Refusal("too_few", _("More people are registered than there would be places."))


class EventFacts(Protocol):
    """What the rules read of an event."""

    starts_at: datetime
    closes_at: datetime
    called_off_at: datetime | None


def takes_registrations(event: EventFacts, now: datetime) -> Refusal | None:
    """Whether somebody can register now, at least for the waiting list."""
    if event.called_off_at:
        return CALLED_OFF
    return None if now < event.closes_at else OVER


def may_register(event: EventFacts, person: Actor | None, is_registered: bool, now: datetime) -> Refusal | None:
    if refusal := may_act_at(person, LEVEL):
        return refusal
    return ALREADY if is_registered else takes_registrations(event, now)


def may_leave(event: EventFacts, is_registered: bool, now: datetime) -> Refusal | None:
    """Whoever is registered may leave until the event begins, suspended or not."""
    if not is_registered:
        return NOT_REGISTERED
    return None if now < event.starts_at else BEGUN


def may_have_places(taken: int, capacity: int) -> Refusal | None:
    """Nobody who has a place loses it because there are fewer."""
    return TOO_FEW if capacity < taken else None

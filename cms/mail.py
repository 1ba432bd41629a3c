"""The letters about events: to whoever has a place or waits for one."""

from typing import Any

from django.db.models import QuerySet

from civic import outbox
from civic.outbox.about import About
from civic.outbox.models import Mailing
from cms.models import Event, Registration


def whom_it_is_about(mailing: Mailing, event: Event) -> list[int]:
    """The one person, if they are still registered."""
    rows = Registration.objects.filter(event=event, person=mailing.data["person"])
    return list(rows.values_list("person_id", flat=True))


def with_a_place(mailing: Mailing, event: Event) -> QuerySet:
    return Registration.objects.filter(event=event, is_waiting=False).values_list("person_id")


def everybody(mailing: Mailing, event: Event) -> QuerySet:
    return Registration.objects.filter(event=event).values_list("person_id")


class AboutEvent(About):
    """A letter about the event that is the mailing's subject."""

    readers = (whom_it_is_about,)
    called = "event"

    def thing(self, mailing: Mailing) -> Event:
        return Event.objects.get(pk=mailing.subject_id)

    def more(self, mailing: Mailing, thing: Event) -> dict[str, Any]:
        return {"name": thing.name, "place": thing.place}


@outbox.letter("cms.event_registered")
class Registered(AboutEvent):
    pass


@outbox.letter("cms.event_waiting")
class Waiting(AboutEvent):
    pass


@outbox.letter("cms.event_moved_up")
class MovedUp(AboutEvent):
    pass


@outbox.letter("cms.event_soon")
class Soon(AboutEvent):
    readers = (with_a_place,)


@outbox.letter("cms.event_changed")
class Changed(AboutEvent):
    readers = (everybody,)


@outbox.letter("cms.event_called_off")
class CalledOff(AboutEvent):
    readers = (everybody,)

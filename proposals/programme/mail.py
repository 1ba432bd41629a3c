"""The letters about the programme: to agencies and district offices, to the team, and to members with an account."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from civic import outbox
from civic.accounts.models import Person
from civic.agencies.models import Agency, speakers
from civic.desks.rules import LEVEL_AT_DESKS
from civic.duties.clockwork import reminded, still_fits
from civic.duties.registry import kind_of
from civic.outbox.models import Mailing
from proposals.programme.committee import Meeting
from proposals.programme.duties import REPORTING, case_desk
from proposals.programme.models import Case, Programme
from proposals.programme.rules import ROLE

Thing = Programme | Case | Meeting


def team(mailing: Mailing, thing: Thing) -> list[int]:
    """Those who look after the programme."""
    return list(Person.objects.able(LEVEL_AT_DESKS).holding(ROLE).values_list("pk", flat=True))


def every_office(mailing: Mailing, thing: Thing) -> list[int]:
    """Everybody who speaks for an agency that can apply."""
    return list(speakers(Agency.objects.active()).values_list("pk", flat=True))


def officials(mailing: Mailing, case: Case) -> list[int]:
    """Everybody who speaks for the applicant."""
    return list(speakers([case.agency_id]).values_list("pk", flat=True))


def members(mailing: Mailing, meeting: Meeting) -> list[int]:
    """Those in office that day who have an account."""
    return [member.account_id for member in meeting.members() if member.account_id]


def on_duty(mailing: Mailing, thing: Thing) -> list[int]:
    """Those who can still do something about a deadline: nobody, once that is done or has another day."""
    duty = reminded(mailing)
    if not still_fits(mailing, duty):
        return []
    return officials(mailing, thing) if duty.kind == REPORTING else team(mailing, thing)


def who_must(mailing: Mailing, thing: Thing) -> list[int]:
    """Those who must meet the deadlines that moved."""
    is_report = any(f"programme.{moved['duty']}" == REPORTING for moved in mailing.data["moves"])
    return officials(mailing, thing) if is_report else team(mailing, thing)


def administrators(mailing: Mailing, thing: Thing) -> list[int]:
    """Those who can appoint officials."""
    return list(Person.objects.administrators().values_list("pk", flat=True))


KINDS = {"programme": Programme, "case": Case, "meeting": Meeting}


class About:
    """A letter about a year, a case or a meeting, the mailing's subject, to `readers` (functions as above)."""

    readers = (officials,)

    def audience(self, mailing: Mailing, after_id: int, limit: int) -> Sequence[int]:
        """At most `limit` ids of readers above `after_id`, ascending."""
        thing = self.thing(mailing)
        numbers = {number for readers in self.readers for number in readers(mailing, thing)}
        return sorted(number for number in numbers if number > after_id)[:limit]

    def context(self, mailing: Mailing, language: str) -> dict[str, Any]:
        """What the template is given."""
        thing = self.thing(mailing)
        return {
            "thing": thing,
            "link": outbox.absolute(thing.get_absolute_url()),
            "desk_link": outbox.absolute(self.desk(thing)),
            "data": mailing.data,
            **self.more(mailing, thing),
        }

    def more(self, mailing: Mailing, thing: Any) -> dict[str, Any]:
        """What the template of this kind of letter is given beyond the thing itself."""
        return {}

    def thing(self, mailing: Mailing) -> Any:
        """What the mailing is about."""
        return KINDS[mailing.subject.partition(":")[0]].objects.get(pk=mailing.subject_id)

    def desk(self, thing: Any) -> str:
        """Where it is worked on."""
        if isinstance(thing, Case):
            return case_desk(thing)
        view = "programme:desk_year" if isinstance(thing, Programme) else "programme:desk_meeting"
        return reverse(view, args=[thing.pk])


@outbox.letter("programme.year_announced")
class Announced(About):
    readers = (every_office,)

    def desk(self, thing: Programme) -> str:
        return reverse("programme:applying")


@outbox.letter("programme.year_prolonged")
class Prolonged(Announced):
    pass


@outbox.letter("programme.case_applied")
class Applied(About):
    readers = (team, officials)


@outbox.letter("programme.case_decided")
class Decided(About):
    def thing(self, mailing: Mailing) -> Case:
        return Case.objects.with_names().get(pk=mailing.subject_id)


@outbox.letter("programme.case_cancelled")
class Cancelled(About):
    readers = (team, officials)


@outbox.letter("programme.case_ended")
class Ended(About):
    pass


@outbox.letter("programme.case_reported")
class Reported(About):
    readers = (team,)


@outbox.letter("programme.report_published")
class Published(About):
    pass


class ToMembers(About):
    readers = (members,)


@outbox.letter("programme.meeting_called")
class Called(ToMembers):
    pass


@outbox.letter("programme.meeting_called_off")
class CalledOff(ToMembers):
    pass


@outbox.letter("programme.minutes_published")
class Minutes(ToMembers):
    pass


class AboutDeadline(About):
    """To whoever can still do something about the deadline."""

    readers = (on_duty,)

    def more(self, mailing: Mailing, thing: Any) -> dict[str, Any]:
        duty = reminded(mailing)
        return {"due": duty, "duty": duty.words}


@outbox.letter("programme.deadline")
class Deadline(AboutDeadline):
    pass


@outbox.letter("programme.overdue")
class Overdue(AboutDeadline):
    pass


@outbox.letter("programme.moved")
class Moved(About):
    """A closure that was entered, or taken back, moved the deadline."""

    readers = (who_must,)

    def more(self, mailing: Mailing, thing: Any) -> dict[str, Any]:
        moves = [
            {
                "words": kind_of(f"programme.{moved['duty']}").words,
                "was": date.fromisoformat(moved["was"]),
                "last_day": date.fromisoformat(moved["last_day"]),
            }
            for moved in mailing.data["moves"]
        ]
        return {"days": [date.fromisoformat(day) for day in mailing.data["days"]], "moves": moves}


@outbox.letter("programme.unattended")
class Unattended(About):
    readers = (administrators,)

    def more(self, mailing: Mailing, thing: Any) -> dict[str, Any]:
        return {
            "agency": Agency.objects.get(pk=mailing.data["agency"]),
            "appoint_link": outbox.absolute(reverse("admin:agencies_official_add")),
        }

"""The letter to whoever speaks for an agency from now on: what it owes, until when, and where that is worked on."""

from collections.abc import Sequence
from typing import Any

from civic import outbox
from civic.accounts.models import Person
from civic.agencies.models import Agency, Official
from civic.duties.models import Duty
from civic.duties.registry import kinds_for, lines
from civic.outbox.models import Mailing


@outbox.letter("agencies.appointed")
class Appointed:
    """To the person whom the mailing names, while they hold the office; the agency is its subject.

    Agencies post it; what they owe is known on this floor only.
    """

    def audience(self, mailing: Mailing, after_id: int, limit: int) -> Sequence[int]:
        person = mailing.data["person"]
        is_in_office = Official.objects.filter(agency=mailing.subject_id, person=person).exists()
        return [person][:limit] if person > after_id and is_in_office else []

    def context(self, mailing: Mailing, language: str) -> dict[str, Any]:
        agency, person = Agency.objects.get(pk=mailing.subject_id), Person.objects.get(pk=mailing.data["person"])
        return {"agency": agency, "owing": _owing(agency, person)}


def _owing(agency, person):
    """What `agency` owes or helps with: a dict for each thing with its line, link and duties, the nearest end first."""
    owed = Duty.objects.owed().filter(kind__in=kinds_for("official"))
    things = {}
    for duty in owed.of_agencies(Agency.objects.filter(pk=agency.pk)):
        things.setdefault(duty.subject, []).append(duty)
    shown = lines([duties[0] for duties in things.values()], person)
    return [
        {"line": shown[key], "link": outbox.absolute(str(shown[key].url)), "duties": duties}
        for key, duties in things.items()
        if key in shown
    ]

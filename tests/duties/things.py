"""Duties of the tests' own: two kinds about `thing:1`, so that the room is tried without any form of participation."""

from datetime import datetime
from zoneinfo import ZoneInfo

from civic.duties import Line, actions
from civic.duties.models import Duty
from civic.duties.rules import working_days

TAIPEI = ZoneInfo("Asia/Taipei")
SET_AT = datetime(2026, 3, 2, 10, tzinfo=TAIPEI)  # a Monday
OWED, DONE = "tests.owed", "tests.done"


def at(*parts):
    return datetime(*parts, tzinfo=TAIPEI)


def impose(days, subject="thing:1", when=SET_AT, agency=None):
    """Set duties of `days` ({kind: working days}); {kind: duty}."""
    spans = {kind: working_days(number) for kind, number in days.items()}
    actions.impose(subject, spans, at=when, agency_id=agency and agency.pk)
    return {duty.kind: duty for duty in Duty.objects.about(subject)}


def duty(kind=OWED, subject="thing:1"):
    return Duty.objects.about(subject).get(kind=kind)


class Things:
    """Things by number. The parks office helps with number 2."""

    def lines(self, duties, person):
        return {duty.subject: Line(f"Thing {duty.subject_id}", f"/things/{duty.subject_id}/") for duty in duties}

    def supported_by(self, agencies):
        return ["thing:2"] if agencies.filter(code="parks").exists() else []

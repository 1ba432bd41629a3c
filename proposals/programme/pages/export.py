"""The cases of a year as rows: one list of columns for every file."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.formats import rfc3339
from civic.tables import ODS, Cell, as_csv, as_ods
from proposals.programme import rules
from proposals.programme.models import Case

__all__ = ["ODS", "as_csv", "as_json", "as_ods", "rows"]

COLUMNS = {
    "year": (_("Year"), lambda case: case.programme.year),
    "number": (_("Number"), lambda case: case.number),
    "title": (_("Case"), lambda case: case.title),
    "agency": (_("Applicant"), lambda case: case.agency.name),
    "method": (_("Method"), lambda case: str(rules.METHODS[case.how])),
    "theme": (_("Theme"), lambda case: case.theme and case.theme.name),
    "district": (_("District"), lambda case: case.district and case.district.name),
    "reach": (_("Who is reached"), lambda case: case.reach),
    "asked": (_("Asked for, NT$"), lambda case: case.asked),
    "granted": (_("Granted, NT$"), lambda case: case.granted if case.decided_at else None),
    "begins_on": (_("Begins on"), lambda case: case.starts_on),
    "ends_on": (_("Ends on"), lambda case: case.ends_on),
    "cancelled_because": (_("Why cancelled"), lambda case: case.cancelled_reason),
    "participants": (_("Participants"), lambda case: case.participants if case.published_at else None),
    "sessions": (pgettext_lazy("programme", "Sessions"), lambda case: case.sessions if case.published_at else None),
    "spent": (_("Spent, NT$"), lambda case: case.spent if case.published_at else None),
}


def rows(cases: Iterable[Case], now: datetime) -> Iterator[list[Cell]]:
    """The names of the columns, then a row for each case, in the reader's language."""
    yield [*(str(words) for words, _value in COLUMNS.values()), str(_("Where it stands"))]
    for case in cases:
        state = str(rules.STATES[rules.state(case, now)])
        yield [*(value(case) for _words, value in COLUMNS.values()), state]


CODES: dict[str, Any] = {
    "agency": lambda case: case.agency.code,
    "method": lambda case: case.how,
    "theme": lambda case: case.theme and case.theme.code,
    "district": lambda case: case.district and case.district.code,
}


def as_json(case: Case, now: datetime) -> dict[str, Any]:
    """The same of one case, with codes in place of names."""
    said = {name: CODES.get(name, value)(case) for name, (_words, value) in COLUMNS.items()}
    return said | {"state": rules.state(case, now), "decided_at": rfc3339(case.decided_at)}

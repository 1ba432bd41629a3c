"""The figures of a year, all of them computed from its cases and from what the committee decided about them.

There is no column for any of them. `cases` are those taken into the programme, cancelled ones too; `subsidised` those
that were granted money, `granted` how much, cancelled ones too, since that is what was decided.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from proposals.programme import rules
from proposals.programme.models import Case, Programme

CITYWIDE = ""  # the code under which cases for the whole city stand


@dataclass(frozen=True, slots=True)
class Figures:
    """What is told of some cases, each of them taken into the programme. Money in whole NT$.

    `subsidised_cancelled` and `granted_cancelled`: of those with a subsidy, and of that money, what was cancelled.
    `reported`: reports that are published; `participants`, `sessions` and `spent`: the sums of their figures.
    """

    cases: int = 0
    subsidised: int = 0
    cancelled: int = 0
    subsidised_cancelled: int = 0
    granted: int = 0
    granted_cancelled: int = 0
    reported: int = 0
    participants: int = 0
    sessions: int = 0
    spent: int = 0


def figures_of(cases: Iterable[Case]) -> Figures:
    """The figures of `cases`; those that are not in the programme count for nothing."""
    sums: Counter = Counter()
    for case in cases:
        if case.is_taken:
            sums.update(_counts(case))
    return Figures(**sums)


def _counts(case):
    is_off, granted = int(case.cancelled_at is not None), case.granted
    return {
        "cases": 1,
        "subsidised": int(granted > 0),
        "cancelled": is_off,
        "subsidised_cancelled": int(granted > 0) * is_off,
        "granted": granted,
        "granted_cancelled": granted if is_off else 0,
    } | (
        {
            "reported": 1,
            "participants": case.participants,
            "sessions": case.sessions,
            "spent": case.spent,
        }
        if case.published_at
        else {}
    )


def grouped(cases: Collection[Case], key: Callable[[Case], Any]) -> dict[Any, Figures]:
    """{what `key` says of a case: the figures of all that say so}, of cases in the programme only."""
    rows: dict[Any, list[Case]] = {}
    for case in cases:
        if case.is_taken:
            rows.setdefault(key(case), []).append(case)
    return {each: figures_of(some) for each, some in rows.items()}


def by_method(cases: Collection[Case]) -> dict[str, Figures]:
    """{method: figures} in the order of `rules.METHODS`, those that some case has."""
    found = grouped(cases, lambda case: case.how)
    return {name: found[name] for name in rules.METHODS if name in found}


def by_district(cases: Collection[Case]) -> dict[str, Figures]:
    """{code of a district: figures}, the whole city (`CITYWIDE`) last."""
    found = grouped(cases, lambda case: case.district.code if case.district else CITYWIDE)
    return dict(sorted(found.items(), key=lambda row: (row[0] == CITYWIDE, row[0])))


def by_agency(cases: Collection[Case]) -> dict[str, Figures]:
    """{code of an agency: figures}, most cases first."""
    found = grouped(cases, lambda case: case.agency.code)
    return dict(sorted(found.items(), key=lambda row: (-row[1].cases, row[0])))


def by_year(programmes: Iterable[Programme]) -> dict[int, Figures]:
    """{year: figures} of some years, in their order, read by one query."""
    programmes = list(programmes)
    rows: dict[int, list[Case]] = {each.pk: [] for each in programmes}
    for case in Case.objects.taken().filter(programme__in=programmes).select_related("decision"):
        rows[case.programme_id].append(case)
    return {each.year: figures_of(rows[each.pk]) for each in programmes}


def as_json(figures: Figures) -> Mapping[str, int]:
    """The figures by their names."""
    return {name: getattr(figures, name) for name in Figures.__dataclass_fields__}

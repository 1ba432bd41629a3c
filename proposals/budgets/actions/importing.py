"""A count that another program made, taken over from its Pabulib file: a counted cycle without a ballot box."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from civic.city import calendar
from civic.lifecycle import Refusal, Refused
from civic.verbs import change, tell
from civic.writing import kept
from proposals.budgets import rules
from proposals.budgets.counting.ballots import WITHDRAWN
from proposals.budgets.counting.count_remarks import remarks_on
from proposals.budgets.counting.explain import MINUTES, is_cheap, would_all_win
from proposals.budgets.counting.files import File
from proposals.budgets.counting.official import official
from proposals.budgets.counting.papers import from_file
from proposals.budgets.counting.report import as_json
from proposals.budgets.models import Area, Cycle, Project, Result

FORMS = {"cumulative": "points", "scoring": "points", "ordinal": "ranking"}
NUMBER = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
DAYS = (("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"), re.compile(r"(?:19|20)[0-9]{2}", re.ASCII))

THERE = Refusal("there", _("This file has been imported already."))
NOT_OVER = Refusal("not_over", _("The vote of this file is not over yet."))
NO_YEAR = Refusal("no_year", _("The file does not say in which year the vote was."))
NO_MONEY = Refusal("no_money", _("An amount of this file is less than one whole unit of its currency."))


@transaction.atomic
def import_count(file: File, text: str, *, now: datetime) -> Cycle:
    """A public, counted cycle out of a parsed `file` and its own `text`, counted by the rule its header names.

    It has one area; amounts are in whole units of the file's currency. Projects keep their numbers if all have one,
    else they are numbered in their order. Raises `Refused`, and what `counting` refuses.
    """
    if Result.objects.filter(file=text).exists():
        raise Refused(THERE)
    election = from_file(file)
    counted = official(file, election)
    first, last = _days(file)
    vote_at, closes_at = calendar.start_of_day(first), calendar.start_of_day(last + timedelta(days=1))
    if closes_at > now:
        raise Refused(NOT_OVER)
    cycle = Cycle.objects.create(
        title=_title(file.get("description") or f"{file.get('unit')} {file.get('instance')}"),
        summary=_in_full(file.get("description")),
        year=first.year, currency=file.currency[:3], created_at=now, published_at=now, vote_at=vote_at,
        closes_at=closes_at, rule=rules.FILES_RULE, form=FORMS.get(file.vote_type, "approval"),
        **_limits(file, election),
    )  # fmt: skip
    amount = election.budget // election.scale
    name = kept(Truncator(file.get("district") or file.get("unit") or "-").chars(60), 60, one_line=True)
    if amount < 1 or any(project.cost < election.scale for project in election.projects):
        raise Refused(NO_MONEY)
    area = Area.objects.create(cycle=cycle, number=1, name_zh=name, name_en=name, amount=amount)
    numbers = numbers_of(file.ids)
    Project.objects.bulk_create(
        _project(area, numbers[each.id], each, election.scale, closes_at) for each in election.projects
    )
    would = would_all_win(counted.count, MINUTES if is_cheap(counted.count) else 0)
    remarks = remarks_on(file, counted.count, counted)
    report = as_json(counted.count, file.currency, official=counted, would=would, remarks=remarks)
    report["winners"] = [str(numbers[each]) for each in report["winners"]]
    for said in report["projects"]:
        said["id"] = str(numbers[said["id"]])
    spent = counted.count.spent // election.scale
    Result.objects.create(area=area, turnout=election.voters, spent=spent, report=report, file=text)
    change(cycle, opened_at=vote_at, rules_version=rules.VERSION, counted_at=closes_at)
    tell(cycle, "budgets.imported", "operator", now, letter=False)
    return cycle


def _title(words: str) -> str:
    return kept(Truncator(words.strip()).chars(rules.TITLE_LIMIT), rules.TITLE_LIMIT, one_line=True)


def _in_full(words: str) -> str:
    """What a title had to leave out; "" if it says all."""
    return kept(words, rules.TEXT_LIMIT) if len(words.strip()) > rules.TITLE_LIMIT else ""


def _project(area, number, told, scale, at):
    name = told.name or told.id
    is_withdrawn = told.cost == WITHDRAWN * scale
    return Project(
        cycle=area.cycle, area=area, number=number, title=_title(name), cost=told.cost // scale,
        body=_in_full(name),
        dropped_at=at if is_withdrawn else None, dropped_reason=str(_("The file says so.")) if is_withdrawn else "",
    )  # fmt: skip


def numbers_of(ids: Sequence[str]) -> dict[str, int]:
    """{id of the file: number on our pages}"""
    if all(map(NUMBER.fullmatch, ids)):
        return {each: int(each) for each in ids}
    return {each: place for place, each in enumerate(ids, 1)}


def _limits(file, election):
    """How many projects, and points, a ballot of the file may have; all of them where it does not say."""
    projects = len(election.projects)
    most = _whole(file.get("max_length")) or projects
    return {
        "least": min(_whole(file.get("min_length")) or 0, most),
        "most": most,
        "points": _whole(file.get("max_sum_points")) or 0,
    }


def _whole(text):
    return int(text) if NUMBER.fullmatch(text) else None


def _days(file) -> tuple[date, date]:
    """The first and the last day of the vote; of the whole year where the file tells no days."""
    first, last = _day(file.get("date_begin")), _day(file.get("date_end"))
    if first is None and last is None:
        found = DAYS[1].search(" ".join(map(file.get, ("date_begin", "date_end", "instance"))))
        if found is None:
            raise Refused(NO_YEAR)
        return date(int(found[0]), 1, 1), date(int(found[0]), 12, 31)
    first = first or last
    return first, max(last or first, first)


def _day(text):
    for form in DAYS[0]:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None

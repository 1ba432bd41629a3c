"""What a count relies on: every number is one, every project is listed once, every vote names listed projects.

The first fault found is the one told, as Malformed. What can be counted although it is odd is no fault: `remarks` tells
it.
"""

import re

from .amounts import sure, whole
from .files import File
from .letters import SEPARATORS, clean, folded, narrow, shown, split
from .refusals import Malformed, Phrase, Refused

VOTE_TYPES = ("approval", "choose-1", "knapsack", "cumulative", "scoring", "ordinal")
WITH_POINTS = ("cumulative", "scoring")
FINEST = 10**9  # no amount and no point may be finer
FINEST_RESULT = 10**6  # nor a published result, or the threshold it is held against
GROUPS = re.compile("[0-9]{1,3}([.,'’ \u00a0\u202f][0-9]{3})+")
NUMBERS = (("num_projects", "projects"), ("num_votes", "votes"))


def check(file: File) -> None:
    """Raises Malformed, or leaves the file as one that can be counted, with the odd votes spelled out."""
    _check_header(file)
    _check_projects(file)
    _check_votes(file)


def _check_header(file: File) -> None:
    kind, (budget, where) = file.vote_type, file.header.get("budget", ("", None))
    if kind not in VOTE_TYPES:
        raise Malformed(file.line("vote_type"), "vote_type", kind=shown(kind), known=", ".join(VOTE_TYPES))
    if where is None:
        raise Malformed(file.starts["PROJECTS"], "no_budget")
    _amount(budget, ("the_budget", {}), where)
    if kind == "scoring" and file.get("default_score"):
        _decimal(file.get("default_score"), ("the_default", {}), file.line("default_score"), read=sure)
    if least := file.get("min_project_score_threshold"):
        what, line = ("the_threshold", {}), file.line("min_project_score_threshold")
        _decimal(least, what, line, FINEST_RESULT, read=sure)
    for key, section in NUMBERS:
        told, found = file.get(key), len(getattr(file, section).rows)
        if told and not _tells(told, found):
            raise Malformed(file.line(key), "other_number", key=key, told=shown(told), found=found)


def _tells(text: str, number: int) -> bool:
    """Whether a text means this number: 4, 4.0, and for 4762 also 4,762."""
    if GROUPS.fullmatch(clean(narrow(text))) and re.sub("[^0-9]", "", narrow(text)) == str(number):
        return True
    try:
        return whole(text) == number
    except Refused:
        return False


def _decimal(text: str, what: Phrase, number: int, scale: int = FINEST, read=whole) -> int:
    try:
        return read(text, scale)
    except Refused as fault:
        raise Malformed(number, "at", what=what, fault=fault.phrase) from None


def _amount(text: str, what: Phrase, number: int) -> None:
    if _decimal(text, what, number, read=sure) < 0:
        raise Malformed(number, "negative", what=what, text=shown(text))


def _check_projects(file: File) -> None:
    first: dict[str, int] = {}
    for name, cost, number in zip(file.ids, file.projects.column("cost"), file.projects.lines, strict=True):
        if not name:
            raise Malformed(number, "no_id")
        if name in first:
            raise Malformed(number, "listed_twice", id=shown(name), first=first[name])
        first[name] = number
        _amount(cost, ("the_cost", {"id": shown(name)}), number)


def _check_votes(file: File) -> None:
    votes, points = file.votes.column("vote"), file.votes.column("points")
    with_points = file.votes.has("points") and file.vote_type in WITH_POINTS
    known, twins, seen = set(file.ids), _twins(file.ids), set()
    for vote, given, number in zip(votes, points, file.votes.lines, strict=True):
        if (vote, given) in seen:
            continue
        seen.add((vote, given))
        names = split(vote)
        if not known.issuperset(names):
            names = file.spelled[vote] = _spelled(vote, known, twins, number)
        if with_points:
            _check_points(points_of(given), names, number)


def _twins(ids: list[str]) -> dict[str, list[str]]:
    """The ids by what they are when widths, capitals and invisible letters are left out of account."""
    found: dict[str, list[str]] = {}
    for name in ids:
        found.setdefault(folded(name), []).append(name)
    return found


def _spelled(vote: str, known: set[str], twins: dict[str, list[str]], number: int) -> list[str]:
    """The ids that a vote means. An item that is not listed may be written in other letters, if only one project is
    written so, or be several with full-width commas between them; and all of it may be one id with a comma in it."""
    if clean(vote) in known:
        return [clean(vote)]
    found = []
    for item in split(vote):
        parts = [item] if item in known else list(filter(None, map(clean, SEPARATORS.split(item))))
        for part in parts:
            alike = [part] if part in known else twins.get(folded(part), [])
            if len(alike) != 1:
                raise Malformed(number, "stranger", id=shown(part))
            found += alike
    return found


def points_of(cell: str) -> list[str]:
    """The numbers of a cell of points."""
    return split(narrow(cell))


def _check_points(points: list[str], names: list[str], number: int) -> None:
    if len(points) != len(names):
        raise Malformed(number, "points_number", ids=len(names), points=len(points))
    for point in points:
        _decimal(point, ("the_points", {}), number)

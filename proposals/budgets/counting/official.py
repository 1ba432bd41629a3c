"""The rule that a file's own header names, and what is taken from it where it says too little.

The header's word is read literally first, as the format describes it, by the sums of the ballots that keep the file's
own limits, and equal results by the written tie rule. A header leaves things open, though, and a city may have counted
otherwise than its file. So if the file also tells the published winners and the literal reading does not lead to them,
the other plain readings are tried in a fixed order, and the first that does is taken. The answer always says which
reading it is and whether it agrees with what was published.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .amounts import whole
from .ballots import Election
from .count import Count, Progress, count
from .headers import Header, header_of
from .methods import GREEDY, Rule
from .pabulib import File
from .papers import RESULT_SCALE, papers_of
from .refusals import Refused

Support = Sequence[int | Fraction]


@dataclass(frozen=True)
class Reading:
    """One way to read a header: a rule, the ballots that count, the sums they are ranked by, and whether equal ones
    stand in the order of the list. `words` are keys of `words.READINGS`; ("literal",) is the header itself."""

    rule: Rule
    election: Election
    support: Support
    by_list: bool
    words: tuple[str, ...]


@dataclass(frozen=True)
class Official:
    """`agrees` is None where the file tells no winners. `extra` are awards beyond the budget
    (`selected` 2 or 3)."""

    count: Count
    header: Header
    told: str
    reading: Reading
    agrees: bool | None
    extra: tuple[str, ...]


def official(file: File, election: Election, seed: str = "", progress: Progress | None = None) -> Official:
    """Count by the header's rule."""
    published, header = selected(file), header_of(file, election)
    taken = None
    for reading in readings(file, election, header):
        result = count(
            reading.election, reading.rule, seed, by_list=reading.by_list, support=reading.support, progress=progress
        )
        agrees = _agreement(published, result)
        if taken is None or agrees:
            taken = (result, reading, agrees)
        if agrees is not False:
            break
    result, reading, agrees = taken
    extra = tuple(result.election.projects[at].id for at in result.outcome.notes.get("extra", ()))
    return Official(result, header, file.get("rule"), reading, agrees, extra)


def _agreement(published: dict[str, int], result: Count) -> bool | None:
    if not published:
        return None
    return set(result.winners) in ({name for name, mark in published.items() if mark == 1}, set(published))


def recount(result: Official, changed: Election) -> Count:
    """Count a changed election by the same reading; published sums move by what the ballots' own sums
    moved."""
    before, reading = result.count.election, result.reading
    naming = "ballots_naming" in reading.words
    old, new = (before.votes, changed.votes) if naming else (before.scores, changed.scores)
    unit = changed.points_scale if naming else 1
    support = [told + unit * (now - then) for told, then, now in zip(reading.support, old, new, strict=True)]
    return count(changed, reading.rule, result.count.seed, by_list=reading.by_list, support=support)


def selected(file: File) -> dict[str, int]:
    """The published winners: {project id: 1, or 2 and above for an award beyond the rule}; empty if
    none are told."""
    marks = zip(file.ids, file.projects.column("selected"), strict=True)
    return {name: mark for name, mark in ((name, mark_of(text)) for name, text in marks) if mark}


def mark_of(text: str) -> int | None:
    """What a cell of `selected` says; None if it is no mark."""
    try:
        mark = whole(text or "0")
    except Refused:
        return None
    return mark if mark >= 0 else None


def readings(file: File, election: Election, header: Header | None = None) -> Iterator[Reading]:
    """The first is the literal reading, or what is assumed where the header says too little; the others follow in the
    order in which they are tried."""
    header = header or header_of(file, election)
    papers = papers_of(file)
    electorates = [(election, ())] + ([(papers.beyond, ("beyond_limits",))] if papers.beyond else [])
    first = True
    for rule, words in header.variants:
        for support, counted, said in _supports(electorates, rule):
            for by_list in (False, True):
                more = (*said, *(("list_order",) if by_list else ()))
                told = ("literal",) if first and header.literal else (*filter(None, [header.assumed]), *words, *more)
                yield Reading(rule, counted, support, by_list, told)
                first = False


def _supports(electorates, rule: Rule) -> Iterator[tuple[Support, Election, tuple[str, ...]]]:
    """What a city may have ranked by: the sums of the ballots; its written result; the number of ballots naming a
    project. Each with the ballots that keep the limits first, then with all."""
    by_votes, seen = rule.family == GREEDY, []
    for election, said in electorates:
        found, written = [(election.scores, ())], written_sums(election)
        if written and (by_votes or rule.then_by_votes or rule.comparison):
            found.append((written, ("written",)))
        if by_votes and election.votes != election.scores:
            found.append(([votes * election.points_scale for votes in election.votes], ("ballots_naming",)))
        for support, word in found:
            seen_before = [each for each, by in seen if by_votes or by is election]
            if support not in seen_before:
                seen.append((support, election))
                yield support, election, (*word, *said)


def written_sums(election: Election) -> Support | None:
    """The published results in the unit of the election's points; None where one is not told. A city may publish finer
    sums than its ballots give: two of them must not become equal here."""
    published = [project.published for project in election.projects]
    if None in published:
        return None
    values = [Fraction(value * election.points_scale, RESULT_SCALE) for value in published]
    return [value if value.denominator > 1 else value.numerator for value in values]

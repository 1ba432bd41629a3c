"""The rule that a file's own header names, and what is taken from it where it says too little.

The header's word is read literally first, as the format describes it; equal results stand in the order in
which the city published its list. A header leaves things open, though: the format long had one word,
*greedy*, for rules that skip and rules that stop; *equal shares, add one* does not say whether it stops at
exhaustion. So if the file also tells the published winners and the literal reading does not lead to them,
the other plain readings are tried in a fixed order, and the first that does is taken. The answer always
says which reading it is and whether it agrees with what was published.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from .addone import EXHAUSTION, OVERSPENDING
from .amounts import number, whole
from .ballots import Election
from .count import Count, Progress, count
from .greedy import Greedy, Limit
from .methods import GREEDY, SHARES, Rule
from .pabulib import File, split
from .shares import CARDINALITY, COST
from .ties import ranks

ELIGIBLE = Fraction(1, 3)  # votes ÷ voters against cost ÷ (3 × budget): the custom of Świecie
PROJECTS = re.compile(r"\bprojects?\b", re.IGNORECASE)
EXCLUSIVE = re.compile(r"\bmutually exclusive\b", re.IGNORECASE)
DIGITS = re.compile("[0-9]+")
RESERVE = Fraction(4, 5)  # "at least 80 %" of a project's cost left: the custom that greedy-custom headers describe


@dataclass(frozen=True)
class Reading:
    """One way to read a header. `words` are keys of `words.READINGS`, the first of them "literal" or
    not."""

    rule: Rule
    support: Sequence[int | Fraction]
    order: Sequence[int]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Official:
    """`agrees` is None where the file tells no winners. `extra` are awards beyond the budget
    (`selected` 2 or 3)."""

    count: Count
    header: str
    reading: Reading
    agrees: bool | None
    extra: tuple[str, ...]


def official(file: File, election: Election, seed: str = "", progress: Progress | None = None) -> Official:
    """Count by the header's rule. Raises ValueError if the header's threshold is no number."""
    published = selected(file)
    first = None
    for reading in readings(file, election, seed):
        result = count(election, reading.rule, seed, order=reading.order, support=reading.support, progress=progress)
        agrees = (
            None
            if not published
            else set(result.winners)
            in (
                {name for name, mark in published.items() if mark == 1},
                set(published),
            )
        )
        first = first or (result, reading, agrees)
        if agrees is not False:
            first = (result, reading, agrees)
            break
    result, reading, agrees = first
    extra = tuple(election.projects[at].id for at in result.outcome.notes.get("extra", ()))
    return Official(result, file.get("rule"), reading, agrees, extra)


def recount(result: Official, changed: Election) -> Count:
    """Count a changed election by the same reading; published sums move by what the ballots' own sums
    moved."""
    before, reading = result.count.election, result.reading
    naming = "ballots_naming" in reading.words
    old, new = (before.votes, changed.votes) if naming else (before.scores, changed.scores)
    unit = changed.points_scale if naming else 1
    support = [told + unit * (now - then) for told, then, now in zip(reading.support, old, new, strict=True)]
    return count(changed, reading.rule, result.count.seed, order=reading.order, support=support)


def selected(file: File) -> dict[str, int]:
    """The published winners: {project id: 1, or 2 and above for an award beyond the rule}; empty if
    none are told."""
    marks = zip(file.projects.column("project_id"), file.projects.column("selected"), strict=True)
    return {name: int(mark) for name, mark in marks if DIGITS.fullmatch(mark) and int(mark)}


def readings(file: File, election: Election, seed: str = "") -> Iterator[Reading]:
    """The literal reading first, then the others in the order in which they are tried."""
    header = file.get("rule").lower()
    supports, orders = _supports(election), _orders(election, seed)
    shares = _shares(header, election.counts_points) if header.startswith("equalshares") else []
    plain = _greedy(header, file, election)
    by_votes = [(rule, (*words, "by_votes")) for rule, words in plain[:1]]
    rules = shares + by_votes if shares else plain
    for place, (rule, words) in enumerate(rules):
        for support, support_word in supports if rule.family == GREEDY else supports[:1]:
            for order, order_word in orders:
                literal = place == 0 and support is supports[0][0] and order is orders[0][0]
                said = () if literal else tuple(word for word in (support_word, order_word) if word)
                yield Reading(rule, support, order, (*(words if place or not literal else ("literal",)), *said))


def _supports(election: Election) -> list[tuple[Sequence[int | Fraction], str]]:
    """What a city may have ranked by: its published result; the sums of the ballots; the number of
    ballots."""
    found: list[tuple[Sequence[int | Fraction], str]] = []
    published = [project.published for project in election.projects]
    if None not in published:
        found.append(([_in_points(value, election.points_scale) for value in published], ""))
    if not found or election.scores != found[0][0]:
        found.append((election.scores, "recounted" if found else ""))
    if election.votes != election.scores:
        found.append(([votes * election.points_scale for votes in election.votes], "ballots_naming"))
    return found


def _in_points(millionths: int, scale: int) -> int | Fraction:
    """A city may publish finer sums than its ballots give: two of them must not become equal here."""
    value = Fraction(millionths * scale, 10**6)
    return value if value.denominator > 1 else value.numerator


def _orders(election: Election, seed: str) -> list[tuple[Sequence[int], str]]:
    return [(range(len(election.projects)), ""), (ranks(election, seed), "written_ties")]


def _greedy(header: str, file: File, election: Election) -> list[tuple[Rule, tuple[str, ...]]]:
    least = file.get("min_project_score_threshold")
    limit = whole(least, election.points_scale) if least else 0
    amounts, rivals = _amounts(file, election), _exclusive(file, election) if header == "greedy-exclusive" else ()
    base = Greedy(skip=True, threshold=limit, limits=amounts, exclusive=rivals)
    stopping = replace(base, skip=False)
    reserve = replace(stopping, extra_share=RESERVE)
    custom = header == "greedy-custom" and "80%" in file.get("comment").replace(" ", "")
    if header == "greedy-no-skip":
        variants = [(stopping, "stops"), (base, "skips")]
    elif custom:
        variants = [(reserve, "reserve"), (stopping, "stops"), (base, "skips")]
    else:
        variants = [(base, "skips"), (stopping, "stops"), (reserve, "reserve")]
    if limit:
        variants += [(replace(each, threshold=0), f"{word}_no_threshold") for each, word in variants]
        variants += [(replace(base, threshold=limit + 1), "skips_above_threshold")]
    found = [(Rule(header or "greedy", GREEDY, each), (word,)) for each, word in variants]
    if rivals:
        found += [
            (replace(rule, greedy=replace(rule.greedy, exclusive=())), (*words, "not_exclusive"))
            for rule, words in found
        ]
    if amounts:
        found += [
            (replace(rule, greedy=replace(rule.greedy, limits=())), (*words, "no_amounts")) for rule, words in found
        ]
    return found


def _exclusive(file: File, election: Election) -> tuple[frozenset[str], ...]:
    """The projects of which a sentence of the header's comment says that they are mutually exclusive ("projects
    12 and 26 were treated as mutually exclusive"); the format has no field for them."""
    sentences = file.get("comment").split(".")
    named = [PROJECTS.split(part, 1)[1:] for sentence in sentences for part in EXCLUSIVE.split(sentence)[:-1]]
    words = [re.split(r"[\s,;()\"']+", "".join(part)) for part in named]
    found = [frozenset(filter(election.index.__contains__, part)) for part in words]
    return tuple(group for group in found if len(group) > 1)


def _amounts(file: File, election: Election) -> tuple[Limit, ...]:
    """What each category or neighborhood may cost, where the header lists both the groups and as many
    amounts; what is no amount is not counted by."""
    limits = []
    for kind, groups in (("category", "categories"), ("neighborhood", "neighborhoods")):
        names, amounts = split(file.get(groups)), split(file.get(f"budget_per_{kind}"))
        if names and len(names) == len(amounts) and all(map(number, amounts)):
            limits += [
                Limit(kind, name, amount=whole(amount, election.scale))
                for name, amount in zip(names, amounts, strict=True)
            ]
    return tuple(limits)


def _shares(header: str, points: bool) -> list[tuple[Rule, tuple[str, ...]]]:
    added, compared = "add1" in header, header.endswith("comparison")
    stops = [OVERSPENDING, EXHAUSTION] if added else ["", OVERSPENDING, EXHAUSTION]
    utilities = [CARDINALITY, COST] if points else [COST, CARDINALITY]
    found = [
        (
            Rule(header, SHARES, utility=utility, stop=stop, then_by_votes=filled, comparison=compared),
            (f"stop_{stop or 'none'}", f"utility_{utility}", *(("filled_up",) if filled else ())),
        )
        for utility in utilities
        for filled in (False, True)
        for stop in stops
    ]
    if compared:
        return found
    barring = [(replace(rule, eligible_share=ELIGIBLE), (*words, "eligible")) for rule, words in found]
    return found + [(rule, words) for rule, words in barring if not rule.then_by_votes]

"""What the rule of a file's header may mean: the plain rules, the literal one first.

The format long had one word, *greedy*, for rules that skip and rules that stop; *equal shares, add one* does not say
whether it stops at exhaustion. Civic's own names of rules are understood in a header as well.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from .addone import EXHAUSTION, OVERSPENDING
from .amounts import reads_two_ways, whole
from .ballots import Election
from .checks import FINEST_RESULT
from .greedy import Greedy, Limit
from .letters import shown, split
from .methods import GREEDY, PHRAGMEN, SHARES, Rule, spelled, threshold
from .pabulib import File
from .refusals import Refused
from .remarks import Remark
from .shares import CARDINALITY, COST

ELIGIBLE = Fraction(1, 3)  # votes ÷ voters against cost ÷ (3 × budget): the custom of Świecie
RESERVE = Fraction(4, 5)  # "at least 80 %" of a project's cost left: the custom that greedy-custom headers describe
PROJECTS = re.compile(r"\bprojects?\b", re.IGNORECASE)
EXCLUSIVE = re.compile(r"\bmutually exclusive\b", re.IGNORECASE)
NO_SKIP = ("greedy-no-skip", "greedy-noskip")
BY_VOTES = ("greedy", *NO_SKIP, "greedy-threshold", "greedy-custom", "greedy-exclusive", "greedy-per-cost")
SHARES_TAILS = (
    "",
    "/add1",
    "-add1",
    "-add1-exhaustive",
    "-comparison",
    "/add1-comparison",
)
NOT_TOLD = ("", "unknown")
GROUPS = (("category", "categories"), ("neighborhood", "neighborhoods"))


@dataclass(frozen=True)
class Header:
    """`variants` are rules with the words of their reading, in the order in which they are tried. `remarks` tell what
    is not understood, `assumed` why a rule was assumed; where there is any of these, the first variant is not what the
    header says."""

    variants: Sequence[tuple[Rule, tuple[str, ...]]]
    remarks: Sequence[Remark]
    assumed: str = ""

    @property
    def literal(self) -> bool:
        return not self.assumed and not self.remarks


def header_of(file: File, election: Election) -> Header:
    """What the header of a file may mean for its election."""
    word, line = spelled(file.get("rule")), file.line("rule")
    amounts, remarks = _amounts(file, election)
    tail = word.removeprefix("equalshares")
    by_votes = _greedy(word, file, election, amounts)
    if tail != word or word == "phragmen":
        shares = [(Rule(word, PHRAGMEN), ("phragmen",))] if word == "phragmen" else _shares(word, election)
        if tail != word and tail not in SHARES_TAILS:
            remarks.append(Remark(line, "rule_half_known", {"rule": shown(file.get("rule"))}))
        rule, words = by_votes[0]
        return Header([*shares, (rule, (*words, "by_votes"))], remarks)
    if word in NOT_TOLD:
        return Header(by_votes, [*remarks, Remark(line, "rule_missing")], "rule_missing")
    if word not in BY_VOTES:
        told = Remark(line, "rule_unknown", {"rule": shown(file.get("rule"))})
        return Header(by_votes, [*remarks, told], "rule_unknown")
    return Header(by_votes, [*remarks, *_unclear(word, file, by_votes[0][0])])


def _unclear(word: str, file: File, rule: Rule) -> list[Remark]:
    """Rules that the header names but does not explain."""
    figures, line = {"rule": word}, file.line("rule")
    if word == "greedy-custom" and rule.greedy.extra_share is None:
        return [Remark(line, "custom_unclear", figures)]
    if word == "greedy-exclusive" and not rule.greedy.exclusive:
        return [Remark(line, "exclusive_unnamed", figures)]
    if word == "greedy-threshold" and not file.get("min_project_score_threshold"):
        return [Remark(line, "threshold_missing", figures)]
    return []


def _greedy(word: str, file: File, election: Election, amounts) -> list[tuple[Rule, tuple[str, ...]]]:
    least = file.get("min_project_score_threshold")
    limit = max(least_points(least, election.points_scale), 0) if least else 0
    rivals = _exclusive(file, election) if word == "greedy-exclusive" else ()
    base = Greedy(threshold=limit, limits=amounts, exclusive=rivals, by_cost=word == "greedy-per-cost")
    stopping = replace(base, skip=False)
    reserve = replace(stopping, extra_share=RESERVE)
    skips = (base, "per_cost" if base.by_cost else "skips")
    variants = [skips, (stopping, "stops"), (reserve, "reserve")]
    if word in NO_SKIP:
        variants = [(stopping, "stops"), skips]
    elif word == "greedy-custom" and "80%" in file.get("comment").replace(" ", ""):
        variants = [(reserve, "reserve"), (stopping, "stops"), skips]
    if limit:
        variants += [(replace(each, threshold=0), f"{said}_no_threshold") for each, said in variants]
        variants += [(replace(base, threshold=limit // 1 + 1), "skips_above_threshold")]
    found = [(Rule(word or "greedy", GREEDY, each), (said,)) for each, said in variants]
    if rivals:
        found += [(_changed(rule, exclusive=()), (*words, "not_exclusive")) for rule, words in found]
    if amounts:
        found += [(_changed(rule, limits=()), (*words, "no_amounts")) for rule, words in found]
    return found


def _changed(rule: Rule, **change) -> Rule:
    return replace(rule, greedy=replace(rule.greedy, **change))


def least_points(text: str, points_scale: int) -> Fraction:
    """A threshold of the header in the unit of the election's points."""
    return Fraction(whole(text, FINEST_RESULT) * points_scale, FINEST_RESULT)


def with_threshold(rule: Rule, file: File, election: Election, told: str | None) -> Rule:
    """A rule by votes with the threshold that is asked for; without one, greedy-threshold takes that of the file.
    Raises Refused."""
    share = Fraction(0)
    if told is not None:
        votes, share = threshold(told)
        least = votes * election.points_scale
    elif rule.name == "greedy-threshold":
        least = least_points(file.get("min_project_score_threshold") or "0", election.points_scale)
    else:
        return rule
    return _changed(rule, threshold=max(ceil(least), 0), threshold_share=share)


def _exclusive(file: File, election: Election) -> tuple[frozenset[str], ...]:
    """The projects of which a sentence of the header's comment says that they are mutually exclusive ("projects
    12 and 26 were treated as mutually exclusive"); the format has no field for them."""
    sentences = file.get("comment").split(".")
    named = [PROJECTS.split(part, 1)[1:] for sentence in sentences for part in EXCLUSIVE.split(sentence)[:-1]]
    words = [re.split(r"[\s,;()\"']+", "".join(part)) for part in named]
    found = [frozenset(filter(election.index.__contains__, part)) for part in words]
    return tuple(group for group in found if len(group) > 1)


def _amounts(file: File, election: Election) -> tuple[tuple[Limit, ...], list[Remark]]:
    """What each category or neighborhood may cost, where the header lists both the groups and as many
    amounts that can be read in one way only."""
    limits: list[Limit] = []
    remarks: list[Remark] = []
    for kind, groups in GROUPS:
        told, names, amounts = f"budget_per_{kind}", split(file.get(groups)), split(file.get(f"budget_per_{kind}"))
        if names and len(names) == len(amounts) and all(map(_is_sure, amounts)):
            shares = [whole(amount, election.scale) for amount in amounts]
            limits += [Limit(kind, name, amount=share) for name, share in zip(names, shares, strict=True)]
        elif amounts:
            figures = {"amounts": told, "text": shown(file.get(told)), "groups": groups, "number": len(names)}
            remarks.append(Remark(file.line(told), "amounts_unread", figures))
    known = {f"budget_per_{kind}" for kind, _ in GROUPS}
    for key, (text, line) in file.header.items():
        if key.startswith("budget_per_") and key not in known and text:
            remarks.append(Remark(line, "limit_unknown", {"key": shown(key), "text": shown(text)}))
    return tuple(limits), remarks


def _is_sure(amount: str) -> bool:
    """Whether an item of a list of amounts is one: "000" is the end of another."""
    try:
        return whole(amount, 10**9) >= 0 and not re.match("0[0-9]", amount) and not reads_two_ways(amount)
    except Refused:
        return False


def _shares(word: str, election: Election) -> list[tuple[Rule, tuple[str, ...]]]:
    added, compared = "add1" in word, word.endswith("comparison")
    stops = [OVERSPENDING, EXHAUSTION] if added else ["", OVERSPENDING, EXHAUSTION]
    if word.endswith("exhaustive"):
        stops.reverse()
    utilities = [CARDINALITY, COST] if election.counts_points else [COST, CARDINALITY]
    found = [
        (
            Rule(word, SHARES, utility=utility, stop=stop, then_by_votes=filled, comparison=compared),
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

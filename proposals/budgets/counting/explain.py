"""Why a project won or lost, and what would have made it win: in data and in words.

"Would have won with 37 more votes" is never computed from a formula. The election is changed by exactly
that (37 more ballots that name this project alone, or this project at that cost), counted again by the same
rule and seed, and the project is seen to win, while with one vote fewer (one smallest unit of money more)
it is seen to lose.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .amounts import plain
from .ballots import Election
from .count import Count, count
from .decisions import Decision
from .letters import shown
from .methods import GREEDY
from .refusals import LANGUAGES
from .remarks import few, figure
from .ties import decided_by
from .words import READINGS, sentence, votes

MINUTES = 40_000_000  # of labour: what whoever can wait for minutes may spend on one count
SETTLED = ("withdrawn", "nobody_voted")  # no vote more and no lower cost would have changed it


@dataclass(frozen=True)
class WouldWin:
    """The least change found with which the project wins; None where none does. `tried` votes were
    tried; 0 where it was not computed."""

    votes: int | None
    points: int
    cost: int | None
    tried: int


NOT_COMPUTED = WouldWin(None, 0, None, 0)


def why(result: Count, index: int, currency: str = "", would: WouldWin | None = None) -> dict[str, Any]:
    """{"reason", "figures", "zh", "en"}, and "would_win" if it was asked for."""
    election, decision = result.election, result.outcome.decisions[index]
    answer: dict[str, Any] = {"reason": decision.reason, "figures": _data(election, decision)}
    for language in LANGUAGES:
        parts = [_said(result, decision, language, currency), *_tied(result, decision, language)]
        if would is not None and not decision.won:
            parts += _would_words(election, index, would, language, currency)
        answer[language] = (" " if language == "en" else "").join(parts)
    if decision.tie:
        others = [election.projects[at].id for at in decision.tie.others]
        answer["tie"] = {"with": others, "by": _tied_by(result, decision), "seed": result.seed}
    if would is not None and not decision.won and not would.tried:
        answer["would_win"] = None
    elif would is not None and not decision.won:
        answer["would_win"] = {
            "more_votes": would.votes,
            "cost": None if would.cost is None else plain(would.cost, election.scale),
        }
    return answer


def _said(result: Count, decision: Decision, language: str, currency: str) -> str:
    election, figures = result.election, dict(decision.figures)
    figures["cost"] = election.projects[decision.index].cost
    scale, points = election.points_scale, election.counts_points
    figures["support"] = votes(result.support[decision.index], scale, points, language)
    if "needed" in figures:
        figures["needed"] = votes(figures["needed"], scale, points, language)
    if decision.reason == "stopped":
        figures["at"] = str(figures["at"])
    by_one = decision.reason == "bought" and figures["payers"] == 1
    return sentence("bought_by_one" if by_one else decision.reason, figures, language, election.scale, currency)


def _tied_by(result: Count, decision: Decision) -> str:
    """What set the project apart from its equals: "cost", "votes", "lot" or "list"."""
    return "list" if result.by_list else decided_by(result.election, decision.index, decision.tie.against)


def _tied(result: Count, decision: Decision, language: str) -> list[str]:
    if not decision.tie:
        return []
    by = _tied_by(result, decision)
    others = few([shown(result.election.projects[at].id) for at in decision.tie.others])
    key = "tied_lot_no_seed" if by == "lot" and not result.seed else f"tied_{by}"
    return [sentence(key, {"others": figure(others, language), "seed": shown(result.seed)}, language)]


def _data(election: Election, decision: Decision) -> dict[str, Any]:
    """The figures as JSON can hold them: money as exact text, in the currency; a fraction as "p/q"."""
    texts = {}
    for name, value in decision.figures.items():
        if isinstance(value, int) and name in ("left", "short", "amount"):
            texts[name] = plain(value, election.scale)
        elif isinstance(value, int | str):
            texts[name] = value
        else:
            texts[name] = str(value / election.scale)
    return texts


def _would_words(election: Election, index: int, would: WouldWin, language: str, currency: str) -> list[str]:
    said, scale, cost = [], election.scale, election.projects[index].cost
    if not would.tried:
        return [sentence("not_computed", {}, language, scale, currency)]
    if would.votes is not None:
        key = "more_points" if election.counts_points else "more_votes"
        unit = "ballot" if election.counts_points else "vote"
        figures = {"more": would.votes, "ballots": unit if would.votes == 1 else f"{unit}s"}
        figures["points"] = plain(would.points, election.points_scale)
        said.append(sentence(key, figures, language, scale, currency))
    if would.cost is not None:
        figures = {"less": cost - would.cost, "to": would.cost}
        said.append(sentence("less_cost", figures, language, scale, currency))
    return said or [sentence("hopeless", {"tried": would.tried}, language, scale, currency)]


def would_win(result: Count, index: int, recount: Callable[[Election], Count] | None = None) -> WouldWin:
    """Search the least number of further votes, and the highest cost, with which the loser `index` wins."""
    election = result.election
    points = max((given for ballot in election.ballots for _, given in ballot), default=1)
    if result.rule.family == GREEDY:
        election = election.sums_only()
    again = recount or (lambda changed: count(changed, result.rule, result.seed))

    def wins_with(more: int) -> bool:
        changed = election.with_ballots([(((index, points),), more)])
        return index in again(changed).outcome.winners

    def wins_at(cost: int) -> bool:
        return index in again(election.with_cost(index, cost)).outcome.winners

    most = max(election.voters, 1) * 4
    more = _least(wins_with, most)
    cost = election.projects[index].cost
    less = _least(lambda less: wins_at(cost - less), cost - 1) if cost > 1 else None
    return WouldWin(more, points, None if less is None else cost - less, most)


def would_all_win(result: Count, labour: int = MINUTES) -> dict[int, WouldWin]:
    """`would_win` of every loser that `is_open`, those with the most support first, for as long as the `labour` lasts:
    so many projects looked at in so many kinds of ballots. Of the others it is said that it was not computed.

    Bounded by what is counted, not by a clock: the same ballots are told the same on every machine.
    """
    projects, kinds = len(result.election.projects), len(result.election.ballots)
    once, left = projects * (1 if result.rule.family == GREEDY else max(kinds, 1)), labour

    def recount(changed: Election) -> Count:
        nonlocal left
        left -= once
        if left < 0:
            raise _Spent
        return count(changed, result.rule, result.seed)

    losers = [at for at in range(projects) if is_open(result, at)]
    found = dict.fromkeys(losers, NOT_COMPUTED)
    try:
        for at in sorted(losers, key=lambda at: (-result.support[at], at)):
            found[at] = would_win(result, at, recount)
    except _Spent:
        pass
    return found


class _Spent(Exception):
    """There is no labour left."""


def _least(wins: Callable[[int], bool], most: int) -> int | None:
    """A number from 1 to `most` that wins while the one before it does not: the least, where winning is
    monotone."""
    if most < 1:
        return None
    low, high = 0, 1
    while high < most and not wins(high):
        low, high = high, min(high * 4, most)
    if high == most and not wins(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if wins(middle) else (middle, high)
    return high


def read_as(words: Sequence[str], language: str) -> str:
    """A reading of an official rule in words; `words` are keys such as "skips" or "skips_no_threshold"."""
    said = []
    for word in words:
        for suffix in ("_no_threshold", "_above_threshold"):
            if word.endswith(suffix):
                said += [READINGS[word.removesuffix(suffix)][language], READINGS[suffix[1:]][language]]
                break
        else:
            said.append(READINGS[word][language])
    return ("；" if language == "zh" else "; ").join(said)


def is_open(result: Count, index: int) -> bool:
    """Whether it makes sense to ask what would have made this project win."""
    decision = result.outcome.decisions[index]
    return not decision.won and decision.reason not in SETTLED


def is_cheap(result: Count) -> bool:
    """Whether `would_win` may be asked for every project of this count without a long wait."""
    return result.rule.family == GREEDY and len(result.election.projects) <= 100

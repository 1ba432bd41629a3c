"""How an area stands while its vote is open: counted by the rule of the count, as if it ended now. Pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from proposals.budgets.counting.ballots import Election, Points, Project, given_by_place
from proposals.budgets.counting.count import count
from proposals.budgets.counting.methods import RULES

KINDS = {"points": "cumulative", "ranking": "ordinal"}  # of the engine's elections


def standing(told: Mapping[str, Any], ballots: Mapping[Sequence[int], int]) -> dict[str, Any]:
    """{"votes": {project: votes, or points where they are given}, "winners": [project], "spent"} of an area.

    `told`: "rule", "form", "amount", and "projects" ((number, cost) of each that has not fallen out); `ballots` how
    often each choice stands on one, in whole numbers (`actions.voting.choices_of`). Where all else is equal an empty
    seed stands for the one that is not drawn yet.
    """
    projects = told["projects"]
    found: Counter[Points] = Counter()
    points = _reader(told["form"], [number for number, _cost in projects])
    for choices, number in ballots.items():
        found[points(choices)] += number
    every = tuple(Project(str(number), cost) for number, cost in projects)
    election = Election(every, found, told["amount"], kind=KINDS.get(told["form"], "approval"))
    counted = count(election, RULES[told["rule"]])
    return {
        "votes": {each.id: score for each, score in zip(every, election.scores, strict=True)},
        "winners": [int(winner) for winner in counted.winners],
        "spent": counted.spent,
    }


def is_standing(said: Mapping[str, Any]) -> bool:
    """Whether it is what `standing` says, as it comes back out of JSON."""
    votes, winners = said.get("votes"), said.get("winners")
    return (
        isinstance(votes, dict)
        and isinstance(winners, list)
        and all(number.isdecimal() for number in votes)
        and all(type(number) is int and number >= 0 for number in [*votes.values(), *winners, said.get("spent")])
    )


def _reader(form: str, numbers: Sequence[int]) -> Callable[[Sequence[int]], Points]:
    """Makes of the choices of a ballot what the election keeps of it, without what has fallen out; `numbers` are those
    of the projects, in order."""
    at = {number: place for place, number in enumerate(numbers)}
    if form == "points":
        return lambda choices: tuple(
            (at[number], points) for number, points in zip(choices[::2], choices[1::2], strict=True) if number in at
        )
    if form == "ranking":
        return lambda choices: _ranked([at[number] for number in choices if number in at])
    once = {number: (place, 1) for number, place in at.items()}
    return lambda choices: tuple(filter(None, map(once.get, choices)))  # sorted, as the choices are


def _ranked(places: list[int]) -> Points:
    return tuple(sorted(zip(places, given_by_place("ordinal", len(places)), strict=True)))

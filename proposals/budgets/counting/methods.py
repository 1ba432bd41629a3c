"""The rules by name. A `Rule` says everything that must be fixed before a vote opens; the seed is the
only thing beside it."""

from dataclasses import dataclass
from fractions import Fraction

from .addone import EXHAUSTION, OVERSPENDING
from .greedy import Greedy
from .shares import CARDINALITY, COST

GREEDY, SHARES, PHRAGMEN = "greedy", "shares", "phragmen"


@dataclass(frozen=True)
class Rule:
    """`family` decides which of the rest is looked at. For equal shares: `utility` ("" is money for
    approval ballots, points where points are given), `stop` of the add-one completion ("" is none),
    `then_by_votes` fills up what is left by votes, `comparison` takes the winners by votes instead if
    more voters prefer them. `eligible_share` bars projects that are named by a smaller share of the voters
    than this × cost ÷ budget."""

    name: str
    family: str
    greedy: Greedy = Greedy()
    utility: str = ""
    stop: str = ""
    then_by_votes: bool = False
    comparison: bool = False
    eligible_share: Fraction | None = None

    def utility_for(self, counts_points: bool) -> str:
        return self.utility or (CARDINALITY if counts_points else COST)


RULES = {
    rule.name: rule
    for rule in (
        Rule("greedy", GREEDY),
        Rule("greedy-noskip", GREEDY, Greedy(skip=False)),
        Rule("greedy-threshold", GREEDY),
        Rule("greedy-per-cost", GREEDY, Greedy(by_cost=True)),
        Rule("equal-shares", SHARES),
        Rule("equal-shares-add1", SHARES, stop=OVERSPENDING),
        Rule("equal-shares-add1-exhaustive", SHARES, stop=EXHAUSTION),
        Rule("phragmen", PHRAGMEN),
    )
}


def threshold(text: str) -> tuple[int, Fraction]:
    """ "50" is a number of votes, "2.5%" a share of the ballots. Raises ValueError."""
    if text.strip().endswith("%"):
        return 0, Fraction(text.strip().removesuffix("%")) / 100
    return int(text), Fraction(0)

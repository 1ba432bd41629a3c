"""The rules by name. A `Rule` says everything that must be fixed before a vote opens; the seed is the
only thing beside it."""

import re
from dataclasses import dataclass
from fractions import Fraction

from .addone import EXHAUSTION, OVERSPENDING
from .amounts import sure
from .greedy import Greedy
from .letters import clean, folded, narrow, shown
from .refusals import Refused
from .shares import CARDINALITY, COST

GREEDY, SHARES, PHRAGMEN = "greedy", "shares", "phragmen"
FINEST = 10**6  # of a vote or of a per cent


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


def threshold(text: str) -> tuple[Fraction, Fraction]:
    """What is asked as a threshold: "50" is a number of votes, "2.5%" a share of the ballots; the other is 0. Raises
    Refused."""
    told = clean(narrow(text))
    is_share = told.endswith("%")
    try:
        value = Fraction(sure(told.removesuffix("%"), FINEST), FINEST)
    except Refused as fault:
        raise Refused("at", what=("the_option", {"option": "--threshold"}), fault=fault.phrase) from None
    if value < 0:
        raise Refused("negative", what=("the_option", {"option": "--threshold"}), text=shown(text))
    if is_share and value > 100:
        raise Refused("above_all", text=shown(text))
    return (Fraction(0), value / 100) if is_share else (value, Fraction(0))


def spelled(header: str) -> str:
    """The word of a header in the spelling that is known here, whoever wrote it ("Equal Shares" is "equalshares")."""
    return re.sub("[ _]+", "-", folded(header)).replace("é", "e").replace("equal-shares", "equalshares")

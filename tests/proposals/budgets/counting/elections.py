"""Elections to count: the real files beside the project, and small random ones."""

from pathlib import Path

import pytest
from hypothesis import strategies as st

from proposals.budgets.counting import pabulib
from proposals.budgets.counting.ballots import election
from proposals.budgets.counting.papers import from_file

FOLDER = Path(__file__).resolve().parents[5] / "shared" / "data" / "pb"
PATHS = sorted(FOLDER.glob("*.pb"))
BIG = "Wawer"  # the one with thousands of different ballots, too slow for pabutools and for every step in JavaScript

each_file = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem[:40])


def counted(path):
    return from_file(pabulib.read(path))


NAMES = "ABCDEFG"


@st.composite
def elections(draw, kind="approval", voters=8, projects=6, most=30):
    """A small random election; every voter names at least one project, and somebody is there."""
    names = NAMES[: draw(st.integers(1, projects))]
    costs = {name: draw(st.integers(1, most)) for name in names}
    budget = draw(st.integers(0, sum(costs.values()) + 3))
    some = st.lists(st.sampled_from(names), unique=True, min_size=1)
    if kind in ("cumulative", "scoring"):
        some = st.dictionaries(st.sampled_from(names), st.integers(1, 5), min_size=1)
    if kind == "choose-1":
        some = st.sampled_from(names).map(lambda name: [name])
    ballots = draw(st.lists(some, min_size=1, max_size=voters))
    return election(budget, costs, ballots, kind=kind)

"""Equal shares and Phragmén: promises that must hold in any election."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.budgets.counting.addone import EXHAUSTION, OVERSPENDING, add_one
from proposals.budgets.counting.ballots import WITHDRAWN, Election, election
from proposals.budgets.counting.count import count
from proposals.budgets.counting.methods import RULES, SHARES, Rule
from proposals.budgets.counting.scout import Scout
from proposals.budgets.counting.shares import CARDINALITY, COST, Market
from proposals.budgets.counting.ties import ranks
from tests.proposals.budgets.counting.elections import PATHS, counted, each_file, elections
from tests.searching import searched

some = settings(max_examples=searched(80))
KINDS = st.one_of(elections(), elections("cumulative"), elections("ordinal"))


@some
@given(KINDS, st.sampled_from(sorted(RULES)))
def test_the_budget_is_never_exceeded(town, name):
    assert count(town, RULES[name]).spent <= town.budget


@some
@given(KINDS, st.sampled_from(sorted(RULES)), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_projects_does_not_matter(town, name, random):
    order = list(range(len(town.projects)))
    random.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    ballots = [
        (tuple(sorted((place[at], points) for at, points in ballot)), number) for ballot, number in town.ballots.items()
    ]
    random.shuffle(ballots)
    shuffled = Election(tuple(town.projects[old] for old in order), dict(ballots), town.budget, town.scale, town.kind)
    assert count(shuffled, RULES[name], "seed").winners == count(town, RULES[name], "seed").winners


@some
@given(elections())
def test_completions_are_exhaustive_where_they_promise_it(town):
    filled = count(town, Rule("shares", SHARES, stop=OVERSPENDING, then_by_votes=True))
    won, left = set(filled.outcome.winners), town.budget - filled.spent
    assert all(project.cost > left for at, project in enumerate(town.projects) if at not in won)
    market = Market(town, ranks(town), COST)
    raised = add_one(market, EXHAUSTION)
    left = town.budget - town.cost_of(raised.winners)
    nothing_fits = all(town.projects[at].cost > left for at in market.wanted if at not in raised.winners)
    next_winners = market.run(Fraction((raised.level + 1) * town.scale)).winners
    assert nothing_fits if not raised.overspends else town.cost_of(next_winners) > town.budget


def single_steps(market, stop):
    """The definition: count again after every single unit."""
    town = market.election
    level = town.budget // (town.voters * town.scale)
    while True:
        winners = market.run(Fraction(level * town.scale)).winners
        left = town.budget - town.cost_of(winners)
        losers = {*market.wanted, *market.free}.difference(winners)
        if not losers or (stop == EXHAUSTION and all(town.projects[at].cost > left for at in losers)):
            return level, False, winners
        beyond = market.run(Fraction((level + 1) * town.scale)).winners
        if town.cost_of(beyond) > town.budget:
            return level, True, winners
        level += 1


DEAR = st.one_of(elections(most=900), elections("cumulative", most=900))  # hundreds of endowments
SMALL = [path for path in PATHS if path.stat().st_size < 60_000]  # the others take minutes, one step at a time
TIES = st.one_of(elections(voters=14, most=3), elections("cumulative", voters=14, most=2))


@settings(max_examples=searched(300))
@given(
    town=st.one_of(KINDS, DEAR, TIES),
    stop=st.sampled_from([OVERSPENDING, EXHAUSTION]),
    utility=st.sampled_from([COST, CARDINALITY]),
)
def test_joined_endowments_end_where_single_steps_end(town, stop, utility):
    market = Market(town, ranks(town), utility)
    raised = add_one(market, stop)
    assert (raised.level, raised.overspends, raised.winners) == single_steps(market, stop)


@pytest.mark.shared
@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem[:40])
def test_single_steps_end_there_on_every_file_of_some_hundred_ballots(path):
    town = counted(path)
    for stop, utility in ((OVERSPENDING, COST), (EXHAUSTION, CARDINALITY)):
        market = Market(town, ranks(town), utility)
        raised = add_one(market, stop)
        assert (raised.level, raised.overspends, raised.winners) == single_steps(market, stop)


def all_of_it(*_):
    """A scout that is told this may stop nowhere short of the end."""
    return False


def walks(scout, low, high):
    """All walks of a range, from its low end, with those that fell into parts before their parts."""
    waiting = [scout.start(low, high)]
    while waiting:
        walk = waiting.pop()
        parts = walk.walk()
        assert not parts or [at for part in parts for at in range(part.low, part.high + 1)] == [
            *range(walk.low, walk.high + 1)
        ]
        waiting += reversed(parts)
        yield walk, parts


def bought(market, walk):
    return market.free + walk.projects


@pytest.mark.shared
@each_file
def test_the_scout_proves_what_exact_counting_finds(path):
    town = counted(path)
    for utility in (COST, CARDINALITY):
        market = Market(town, ranks(town), utility)
        start = town.budget // (town.voters * town.scale)
        scout = Scout(market, start + 60, all_of_it)
        singles = [scout.start(level, level, ordered=True) for level in range(start, start + 60, 5)]
        assert not any(walk.walk() for walk in singles)
        within = [walk for walk in singles if walk.spent <= town.budget]
        assert sum(not walk.ended for walk in within) <= 1
        for walk in within[::4]:
            winners = market.run(Fraction(walk.low * town.scale)).winners
            assert bought(market, walk) == (winners if walk.ended else winners[: len(walk.projects)])


@settings(max_examples=searched(300))
@given(
    town=st.one_of(KINDS, DEAR, TIES),
    low=st.integers(1, 12),
    width=st.integers(0, 40),
    utility=st.sampled_from([COST, CARDINALITY]),
)
def test_endowments_that_are_walked_together_buy_the_same(town, low, width, utility):
    """Also what is bought before a range falls into parts."""
    market = Market(town, ranks(town), utility)
    exact = {level: market.run(Fraction(level * town.scale)).winners for level in range(low, low + width + 1)}
    for walk, _ in walks(Scout(market, low + width, all_of_it), low, low + width):
        found = bought(market, walk)
        for level in range(walk.low, walk.high + 1):
            assert set(found) <= set(exact[level])
            if town.cost_of(found) <= town.budget:
                assert set(exact[level]) <= {*found, *walk.hopeful}
                assert set(found) == set(exact[level]) or not walk.ended


@settings(max_examples=searched(300))
@given(town=st.one_of(KINDS, DEAR, TIES), low=st.integers(1, 60), width=st.integers(0, 40))
def test_a_walk_that_goes_on_tells_the_most_that_is_spent(town, low, width):
    """And among what, at any of its endowments."""
    market, claims = Market(town, ranks(town), COST), []

    def any_claim(spent, possible):
        claims.append((spent, {*possible}))
        return spent <= town.budget

    for walk, _ in walks(Scout(market, low + width, any_claim), low, low + width):
        if walk.goes_on:
            spent, possible = claims[-1]
            for level in range(walk.low, walk.high + 1):
                winners = market.run(Fraction(level * town.scale)).winners
                assert town.cost_of(winners) <= spent and {*winners} <= {*possible, *market.free}


def test_the_scout_gives_up_rather_than_guess():
    """Void if machine numbers could hold these amounts: then it would have nothing to give up."""
    costs = {"A": 10**17, "B": 10**17 + 1}
    town = election(10**18, costs, [["A", "B"], ["A"], ["B"]])
    assert not Scout(Market(town, ranks(town)), 10**17, all_of_it).proved
    assert set(count(town, RULES["equal-shares"]).winners) == {"A", "B"}
    assert set(count(town, RULES["equal-shares-add1"]).winners) == {"A", "B"}


def test_a_tie_is_left_to_exact_counting_where_bounds_cannot_settle_it():
    """Both cost their supporters the same, and the one they share has too little left for an equal share."""
    town = election(30, {"A": 6, "B": 13, "C": 13}, [["A", "B", "C"], ["B"], ["C"]])
    market = Market(town, [0, 1, 2], CARDINALITY)
    walk = Scout(market, 10, all_of_it).start(10, 10)
    assert not walk.walk() and not walk.ended and bought(market, walk) == (0,)
    assert market.run(Fraction(10)).winners == (0, 1)


def test_of_twins_the_first_in_the_tie_rule_is_bought_first():
    """However poor their supporters are: at every endowment they have the same rate."""
    town = election(30, {"A": 6, "B": 13, "C": 13}, [["A", "B", "C"], ["B", "C"]])
    market = Market(town, [0, 2, 1], CARDINALITY)
    walk = Scout(market, 10, all_of_it).start(10, 10)
    assert not walk.walk() and walk.ended
    assert market.run(Fraction(10)).winners == bought(market, walk) == (0, 2)


def satisfaction(town, ballot, chosen):
    return sum(town.projects[at].cost for at, _ in ballot if at in chosen)


def is_justified(town, chosen):
    """Extended justified representation up to one project, in money, by trying every group of ballots and
    every set of projects they agree on (Peters, Pierczyński, Skowron 2021)."""
    ballots = [ballot for ballot, number in town.ballots.items() for _ in range(number)]
    everything = range(len(town.projects))
    for size in range(1, len(town.projects) + 1):
        for bundle in combinations(everything, size):
            group = [ballot for ballot in ballots if set(bundle) <= {at for at, _ in ballot}]
            cost = town.cost_of(bundle)
            if not group or len(group) * town.budget < cost * len(ballots):
                continue
            one_more = max((town.projects[at].cost for at in bundle if at not in chosen), default=0)
            had = max(satisfaction(town, ballot, chosen) for ballot in group)
            if had < cost and had + one_more <= cost:
                return False
    return True


@some
@given(elections(voters=6, projects=5, most=12))
def test_groups_that_deserve_something_get_it_up_to_one_project(town):
    chosen = set(count(town, RULES["equal-shares"]).outcome.winners)
    assert is_justified(town, chosen)


def test_the_property_can_fail():
    """Negative control: by votes, a third of the voters can be left with nothing."""
    town = election(30, {"A": 10, "B": 10, "C": 10, "D": 10}, [["A", "B", "C"]] * 4 + [["D"]] * 2)
    by_votes = set(count(town, RULES["greedy"]).outcome.winners)
    assert not is_justified(town, by_votes)
    assert is_justified(town, set(count(town, RULES["equal-shares"]).outcome.winners))


@pytest.mark.parametrize("name", sorted(RULES))
@pytest.mark.parametrize("budget", [100, 2 * WITHDRAWN])
def test_a_project_that_was_withdrawn_wins_by_no_rule_and_holds_up_none(name, budget):
    """Not even where the budget would pay it. Void if it did not win at one unit less."""
    town = election(budget, {"A": 50, "B": WITHDRAWN}, [["A", "B"], ["A"]])
    result = count(town, RULES[name])
    assert result.winners == ["A"] and result.outcome.decisions[1].reason == "withdrawn"
    if budget > WITHDRAWN and name != "equal-shares":
        assert set(count(town.with_cost(1, WITHDRAWN - 1), RULES[name]).winners) == {"A", "B"}


def test_phragmen_by_hand():
    """A at 3 (three purses), B at 5 (A's supporter began anew at 3), C never has its money in time."""
    town = election(19, {"A": 9, "B": 7, "C": 20}, [["A"], ["A"], ["A", "B"], ["B"], ["C"]])
    result = count(town, RULES["phragmen"])
    assert result.winners == ["A", "B"]
    assert [result.outcome.decisions[at].figures["at"] for at in (0, 1)] == [3, 5]
    assert result.outcome.decisions[2].reason == "over_budget"

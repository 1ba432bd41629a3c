"""The same election for the library pabutools, with our tie rule, so that winners can be compared."""

from fractions import Fraction

from pabutools.election import (
    Additive_Cardinal_Sat,
    AdditiveSatisfaction,
    ApprovalBallot,
    ApprovalMultiProfile,
    CardinalBallot,
    Cardinality_Sat,
    CardinalMultiProfile,
    Cost_Sat,
    Instance,
    Project,
)
from pabutools.fractions import FRACTION
from pabutools.rules import completion_by_rule_combination, greedy_utilitarian_welfare, sequential_phragmen
from pabutools.rules.budgetallocation import BudgetAllocation
from pabutools.rules.mes import method_of_equal_shares
from pabutools.rules.mes.mes_rule import method_of_equal_shares_scheme
from pabutools.tiebreaking import TieBreakingRule

from proposals.budgets.counting.ballots import Election
from proposals.budgets.counting.ties import ranks

assert FRACTION == "gmpy2"  # exact; pabutools' other choice is floats


class OnlyOverspending(Instance):
    """pabutools' own add-one always stops at exhaustion too; with this instance it does not."""

    def is_exhaustive(self, chosen, available_projects=None):
        return available_projects is not None and set(available_projects) <= set(chosen)


class PointsTimesCost(AdditiveSatisfaction):
    """What pabutools lacks: points, counted in money."""

    def __init__(self, instance, profile, ballot):
        super().__init__(instance, profile, ballot, lambda i, p, b, project, _: b.get(project, 0) * project.cost)


class Reference:
    """One election, asked of pabutools. Every method gives a set of project ids."""

    def __init__(self, election: Election, seed: str = ""):
        self.election = election
        places = dict(zip((p.id for p in election.projects), ranks(election, seed), strict=True))
        self.ties = TieBreakingRule(lambda instance, profile, project: places[project.name])
        self.projects = [Project(p.id, Fraction(p.cost)) for p in election.projects]
        self.profile = self._points() if election.counts_points else self._approvals()

    def _approvals(self):
        ballots = {}
        for ballot, number in self.election.ballots.items():
            named = ApprovalBallot(self.projects[at] for at, _ in ballot).frozen()
            ballots[named] = ballots.get(named, 0) + number
        profile = ApprovalMultiProfile()
        profile.update(ballots)
        return profile

    def _points(self):
        profile = CardinalMultiProfile()
        profile.update(
            {
                CardinalBallot({self.projects[at]: points for at, points in ballot}).frozen(): number
                for ballot, number in self.election.ballots.items()
            }
        )
        return profile

    def instance(self, kind=Instance):
        instance = kind(self.projects)
        instance.budget_limit = Fraction(self.election.budget)
        return instance

    def satisfaction(self, utility):
        if self.election.counts_points:
            return Additive_Cardinal_Sat
        return Cost_Sat if utility == "cost" else Cardinality_Sat

    def greedy(self, by_cost=False):
        """pabutools ranks by satisfaction per cost, so satisfaction in money is by votes."""
        satisfaction = self.satisfaction("cardinality" if by_cost else "cost")
        if self.election.counts_points and not by_cost:
            satisfaction = PointsTimesCost
        return self._names(
            greedy_utilitarian_welfare(self.instance(), self.profile, sat_class=satisfaction, tie_breaking=self.ties)
        )

    def phragmen(self):
        return self._names(sequential_phragmen(self.instance(), self.profile, tie_breaking=self.ties))

    def shares(self, utility):
        return self._names(
            method_of_equal_shares(
                self.instance(), self.profile, sat_class=self.satisfaction(utility), tie_breaking=self.ties
            )
        )

    def shares_then_votes(self, utility):
        params = {"sat_class": self.satisfaction(utility), "tie_breaking": self.ties}
        in_money = PointsTimesCost if self.election.counts_points else Cost_Sat
        by_votes = {"sat_class": in_money, "tie_breaking": self.ties}
        return self._names(
            completion_by_rule_combination(
                self.instance(), self.profile, [method_of_equal_shares, greedy_utilitarian_welfare], [params, by_votes]
            )
        )

    def shares_add_one(self, utility, stop, start=None):
        election = self.election
        satisfaction = self.profile.as_sat_profile(self.satisfaction(utility))
        if start is None:
            start = election.budget // (election.voters * election.scale) * election.scale
        return self._names(
            method_of_equal_shares_scheme(
                self.instance(Instance if stop == "exhaustion" else OnlyOverspending),
                self.profile,
                satisfaction,
                Fraction(start),
                BudgetAllocation(),
                self.ties,
                voter_budget_increment=election.scale,
                binary_sat=not election.counts_points,
            )
        )

    @staticmethod
    def _names(projects):
        return {project.name for project in projects}

"""Explanations are data and sentences, and every "would have won" is true."""

import json
from dataclasses import replace
from fractions import Fraction
from unittest.mock import patch

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proposals.budgets.counting import explain, words
from proposals.budgets.counting.ballots import election
from proposals.budgets.counting.count import count
from proposals.budgets.counting.explain import NOT_COMPUTED, SETTLED, is_open, why, would_all_win, would_win
from proposals.budgets.counting.greedy import Greedy, Limit
from proposals.budgets.counting.methods import GREEDY, RULES
from proposals.budgets.counting.report import as_json, table
from tests.proposals.budgets.counting.elections import elections
from tests.searching import searched

TOWN = election(1000, {"park": 480, "path": 400, "pool": 900}, [["park", "path"]] * 5 + [["path"]] * 2 + [["pool"]] * 3)


def test_sentences_are_complete_in_both_languages():
    for group in (words.SENTENCES, words.READINGS, words.RULES, words.TABLE):
        for key, said in group.items():
            assert set(said) == {"zh", "en"} and all(said.values()), key
    assert set(words.RULES) == set(RULES)


def test_a_winner_by_shares_is_told_round_payers_and_the_most_anybody_paid():
    result = count(TOWN, RULES["equal-shares"])
    told = why(result, 1, "TWD")
    assert told["en"] == "Chosen in round 1 for NT$400; each of 7 supporters paid at most NT$57.15."  # 400 / 7
    assert told["zh"] == "第 1 輪選上，經費 NT$400；7 位支持者每人至多分攤 NT$57.15。"


def test_one_supporter_is_not_told_as_several():
    told = why(count(election(10, {"A": 4}, [["A"]]), RULES["equal-shares"]), 0)
    assert told["en"] == "Chosen in round 1 for 4; its one supporter paid it." and told["figures"]["payers"] == 1


def test_a_loser_by_shares_is_told_what_its_supporters_lacked():
    result = count(TOWN, RULES["equal-shares"])
    told = why(result, 2, "TWD")
    assert told["figures"] == {"held": "300", "short": "600"}
    assert told["en"] == "Lost: its supporters had NT$300 of the NT$900 left, NT$600 too little."


@pytest.mark.parametrize(
    ("cost", "held", "told"),
    [
        (260_000, Fraction(259_971_655, 1000), "NT$259,971.65 of the NT$260,000 left, NT$28.35"),
        (480_000, 466_698 + Fraction(1, 3), "NT$466,698 of the NT$480,000 left, NT$13,302"),
        (900, Fraction(1, 3), "NT$0 of the NT$900 left, NT$900"),
    ],
)
def test_what_supporters_held_and_lacked_make_up_the_cost_as_it_is_written(cost, held, told):
    for scale in (1, 100):
        figures = {name: value * scale for name, value in {"cost": cost, "held": held, "short": cost - held}.items()}
        assert words.sentence("short", figures, "en", scale, "TWD") == f"Lost: its supporters had {told} too little."


def test_a_quota_is_told_as_a_number_and_not_as_money():
    places = dict.fromkeys(("park", "path"), {"district": ("north",)})
    town = election(1000, {"park": 480, "path": 400}, [["park", "path"], ["path"]], places=places)
    result = count(town, replace(RULES["greedy"], greedy=Greedy(limits=(Limit("district", most=1),))))
    assert why(result, 0, "TWD")["en"] == "Lost with 1 vote: “north” may have at most 1, and it has."


@settings(max_examples=searched(60))
@given(elections(), st.sampled_from(sorted(RULES)), st.data())
def test_exactly_the_change_that_is_named_makes_a_loser_win(town, name, data):
    result = count(town, RULES[name], "seed")
    losers = [at for at in range(len(town.projects)) if at not in result.outcome.winners]
    assume(losers)
    loser = data.draw(st.sampled_from(losers))
    would = would_win(result, loser)

    def wins(changed):
        return loser in count(changed, RULES[name], "seed").outcome.winners

    if would.votes is not None:
        assert wins(town.with_ballots([(((loser, 1),), would.votes)]))
        assert would.votes == 1 or not wins(town.with_ballots([(((loser, 1),), would.votes - 1)]))
    if would.cost is not None:
        assert wins(town.with_cost(loser, would.cost))
        assert not wins(town.with_cost(loser, would.cost + 1))


@settings(max_examples=searched(30))
@given(elections(), st.sampled_from(sorted(RULES)), st.integers(0, 3000))
def test_with_less_labour_less_is_said_and_nothing_else(town, name, labour):
    result = count(town, RULES[name], "seed")
    spent = [0]

    def counted(changed, *given):
        spent[0] += 1
        return count(changed, *given)

    with patch.object(explain, "count", counted):
        some = would_all_win(result, labour)
    every = would_all_win(result)
    assert some.keys() == every.keys() == {at for at in range(len(town.projects)) if is_open(result, at)}
    assert all(found in (every[at], NOT_COMPUTED) for at, found in some.items())
    once = len(town.projects) * (1 if result.rule.family == GREEDY else max(len(town.ballots), 1))
    assert spent[0] * once <= labour, "no count more than the labour allows"
    asked = sorted(some, key=lambda at: (-result.support[at], at))
    computed = [some[at] != NOT_COMPUTED for at in asked]
    assert computed == sorted(computed, reverse=True), "whoever was nearest is told first"


def test_what_was_not_computed_is_said():
    result = count(TOWN, RULES["greedy"])
    answer = as_json(result, "TWD", would=would_all_win(result, 0))
    lost = [each["why"] for each in answer["projects"] if not each["won"] and each["why"]["reason"] not in SETTLED]
    assert lost
    for why_lost in lost:
        assert why_lost["would_win"] is None and "was not computed" in why_lost["en"] and "沒有計算" in why_lost["zh"]


@pytest.mark.parametrize("name", sorted(RULES))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_has_a_table_and_json(name, language):
    rule = replace(RULES[name], then_by_votes=name == "equal-shares")
    result = count(TOWN, rule)
    answer = json.loads(json.dumps(as_json(result, "TWD")))
    assert {"rule", "winners", "spent", "budget", "projects"} <= set(answer)
    assert [set(each) >= {"id", "votes", "cost", "won", "why"} for each in answer["projects"]] == [True] * 3
    assert {each["id"] for each in answer["projects"] if each["won"]} == set(answer["winners"])
    assert answer["spent"] == result.spent <= answer["budget"]
    assert all(project.id in table(result, language) for project in TOWN.projects)

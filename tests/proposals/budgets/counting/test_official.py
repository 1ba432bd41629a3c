"""The published winners of every file that tells them, by the rule of its own header."""

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from proposals.budgets.counting import pabulib
from proposals.budgets.counting.ballots import election
from proposals.budgets.counting.count import count
from proposals.budgets.counting.explain import why
from proposals.budgets.counting.methods import RULES
from proposals.budgets.counting.official import official, readings, selected
from proposals.budgets.counting.papers import from_file
from tests.proposals.budgets.counting.elections import PATHS, each_file
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[4]
COUNTING = """
import sys
from proposals.budgets.counting import official, papers, pabulib
file = pabulib.parse(sys.stdin.read())
answers = [official.official(file, papers.from_file(file)) for _ in range(100)]
print(*answers[0].count.winners)
"""

FILE = """META
key;value
budget;100
num_votes;6
vote_type;approval
rule;{rule}
{more}PROJECTS
project_id;cost;selected
A;60;1
B;50;{second}
C;30;{third}
VOTES
voter_id;vote
1;A,B
2;A
3;A,B
4;B
5;A,C
6;A
"""


def told(rule, second=0, third=0, more=""):
    file = pabulib.parse(FILE.format(rule=rule, second=second, third=third, more=more))
    return official(file, from_file(file))


@pytest.mark.shared
@each_file
def test_published_winners_are_reproduced_by_the_literal_header(path):
    file = pabulib.read(path)
    answer = official(file, from_file(file))
    open_or_unknown = {"rule_missing": ("rule_missing", "skips"), "exclusive_unnamed": ("skips",)}
    codes = [remark.code for remark in answer.header.remarks]
    assert [answer.reading.words] == [open_or_unknown[code] for code in codes] or answer.reading.words == ("literal",)
    if selected(file):
        assert answer.agrees
        assert set(answer.count.winners) == {name for name, mark in selected(file).items() if mark == 1}


@pytest.mark.shared
def test_there_are_files_with_published_winners():
    assert sum(bool(selected(pabulib.read(path))) for path in PATHS) == 10


@pytest.mark.parametrize(
    ("rule", "third", "reading"),
    [
        ("greedy", 1, ("literal",)),
        ("greedy", 0, ("stops",)),
        ("greedy-no-skip", 0, ("literal",)),
        ("greedy-no-skip", 1, ("skips",)),
        ("unknown", 1, ("rule_missing", "skips")),
    ],
)
def test_what_the_header_leaves_open_is_settled_by_the_published_winners_and_said(rule, third, reading):
    answer = told(rule, third=third)
    assert answer.agrees and answer.reading.words == reading


def test_winners_that_no_plain_rule_explains_are_not_claimed():
    answer = told("greedy", second=1)
    assert answer.agrees is False
    assert answer.count.winners == ["A", "C"] and answer.reading.words == ("literal",)


def test_a_threshold_in_the_header_counts():
    assert told("greedy-threshold", more="min_project_score_threshold;2\n").count.winners == ["A"]


def test_extra_awards_are_told_apart():
    comment = "comment;#1: funded if at least 80% of it is left\n"
    answer = told("greedy-custom", second=2, more=comment)
    assert answer.count.winners == ["A"] and answer.extra == ("B",) and answer.agrees


@pytest.mark.parametrize(
    ("marks", "winners", "words"),
    [
        ("100", ["A"], ("literal",)),
        ("110", ["A", "B"], ("skips", "no_amounts")),
    ],
)
def test_amounts_of_categories_in_the_header_count_unless_the_published_winners_speak_against_it(marks, winners, words):
    costs = zip("ABC", (50, 40, 60), ("park", "park", "road"), marks, strict=True)
    text = FILE.format(rule="greedy", second=0, third=0, more="categories;park,road\nbudget_per_category;60,40\n")
    start, end = text.index("project_id"), text.index("VOTES")
    rows = "".join(f"{name};{cost};{category};{mark}\n" for name, cost, category, mark in costs)
    file = pabulib.parse(text[:start] + "project_id;cost;category;selected\n" + rows + text[end:])
    answer = official(file, from_file(file))
    assert (answer.count.winners, answer.reading.words, answer.agrees) == (winners, words, True)


@pytest.mark.parametrize(
    ("amounts", "costs", "winners"),
    [
        ("-,-", (60, 40), ["A", "B"]),
        (".,.", (60, 40), ["A", "B"]),
        ("60,60", (40, 40), ["A"]),
        ("60,60", (20, 40), ["A", "B"]),
    ],
)
def test_an_amount_counts_if_it_is_a_number_and_a_project_counts_once_against_it(amounts, costs, winners):
    """A names its category twice, and still costs no more than it costs."""
    text = FILE.format(rule="greedy", second=0, third=0, more=f"categories;park,road\nbudget_per_category;{amounts}\n")
    start, end = text.index("project_id"), text.index("VOTES")
    rows = f"A;{costs[0]};park, park\nB;{costs[1]};park\nC;500;road\n"
    file = pabulib.parse(text[:start] + "project_id;cost;category\n" + rows + text[end:])
    assert official(file, from_file(file)).count.winners == winners


def test_published_results_are_compared_as_finely_as_they_were_published():
    projects = "project_id;cost;votes;selected\nA;60;4.5;0\nB;60;4.6251;1\nC;60;4;²\n"
    text = FILE.format(rule="greedy", second=0, third=0, more="")
    file = pabulib.parse(text[: text.index("project_id")] + projects + text[text.index("VOTES") :])
    answer = official(file, from_file(file))
    assert (answer.count.winners, answer.reading.words, answer.agrees) == (["B"], ("skips", "written"), True)
    assert "with 4.6251 votes" in why(answer.count, 1)["en"] and "得 4 票" in why(answer.count, 2)["zh"]


def test_a_comment_that_goes_on_and_on_is_read_in_one_pass():
    """Looking for the end of the sentence from each word anew, these hundred would take an hour."""
    text = FILE.format(rule="greedy-exclusive", second=0, third=1, more=f"comment;{'project ' * 16_000}\n")
    counting = [sys.executable, "-c", COUNTING]
    done = subprocess.run(counting, input=text, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.stderr, done.stdout.split()) == ("", ["A", "C"])


def test_equal_shares_may_bar_projects_too_dear_for_their_votes():
    """C costs 30 of 30, so that a third of the six voters must name it."""
    town = election(30, {"A": 10, "C": 30}, [["A"]] * 5 + [["C"]])
    barring = replace(RULES["equal-shares-add1"], eligible_share=Fraction(1, 3))
    result = count(town, barring)
    assert result.winners == ["A"] and result.outcome.decisions[1].figures == {"voters": 2}
    assert "2 voters must name it" in why(result, 1)["en"]
    file = pabulib.parse(FILE.format(rule="equalshares", second=0, third=0, more=""))
    readings_of = list(readings(file, from_file(file)))
    assert readings_of[0].words == ("literal",) and any("eligible" in reading.words for reading in readings_of)


@pytest.mark.parametrize(
    ("rule", "second", "winners", "words"),
    [
        ("greedy-exclusive", 0, ["A", "C"], ("literal",)),
        ("greedy-exclusive", 1, ["A", "B"], ("skips", "not_exclusive")),
        ("greedy", 1, ["A", "B"], ("literal",)),
    ],
)
def test_projects_that_a_comment_calls_exclusive_do_not_both_win(rule, second, winners, words):
    comment = "comment;#1: In this pool projects A and B were treated by the city as mutually exclusive.\n"
    text = FILE.format(rule=rule, second=second, third=1 - second, more=comment).replace("budget;100", "budget;115")
    file = pabulib.parse(text)
    answer = official(file, from_file(file))
    assert (answer.count.winners, answer.reading.words, answer.agrees) == (winners, words, True)
    if words == ("literal",) and "B" not in winners:
        assert "only one of it and A may win" in why(answer.count, 1)["en"]

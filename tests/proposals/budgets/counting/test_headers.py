"""Headers that name no rule, an unknown one, one they do not explain, or one by our own name for it."""

import re

import pytest

from tests.proposals.budgets.counting.javascript import EVERY_RULE, agree, in_node, ours, question
from tests.proposals.budgets.counting.test_readings_in_javascript import AMOUNTS, THREE, VOTES, file, shares, unmarked

# name: (text, winners, a word that the reading must have, the remark that says why it is not the header's)
NOT_FOLLOWED = {
    "no rule": (file("", "", THREE.format(0, 0), VOTES), "AC", "rule_missing", "rule_missing"),
    "an unknown rule": (file("borda", "", THREE.format(0, 0), VOTES), "AC", "rule_unknown", "rule_unknown"),
    "shares with a word more": (
        shares("equalshares/often", 60, {"A": 30, "B": 40, "C": 30}, {"B": 1, "C": 1}, ""),
        "C",
        "stop_none",
        "rule_half_known",
    ),
    "a custom that is not described": (
        file("greedy-custom", "", THREE.format(0, 0), VOTES),
        "AC",
        "skips",
        "custom_unclear",
    ),
    "an exclusion that names nobody": (
        file("greedy-exclusive", "", THREE.format(0, 0), VOTES),
        "AC",
        "skips",
        "exclusive_unnamed",
    ),
    "a threshold that is not told": (
        file("greedy-threshold", "", THREE.format(0, 0), VOTES),
        "AC",
        "skips",
        "threshold_missing",
    ),
    "amounts that are none": (
        file("greedy", "categories;park,road\nbudget_per_category;-,-\n", AMOUNTS.format("category", 1, 0), VOTES),
        "AB",
        "skips",
        "amounts_unread",
    ),
    "amounts for more groups than there are": (
        file("greedy", "categories;park\nbudget_per_category;1,000\n", AMOUNTS.format("category", 1, 0), VOTES),
        "AB",
        "skips",
        "amounts_unread",
    ),
    "amounts of which one is the end of another": (
        file("greedy", "categories;park,road\nbudget_per_category;1,000\n", AMOUNTS.format("category", 1, 0), VOTES),
        "AB",
        "skips",
        "amounts_unread",
    ),
}


@pytest.mark.parametrize(("text", "winners", "word", "code"), NOT_FOLLOWED.values(), ids=NOT_FOLLOWED)
def test_what_a_header_says_is_never_claimed_where_it_was_not_followed(text, winners, word, code):
    """Void if the same file under a plain header were not read literally."""
    answer = ours(question(unmarked(text)))
    assert set(answer[0]) == set(winners) and word in answer[4] and "literal" not in answer[4]
    assert code in [remark[1] for remark in answer[7]]
    plain = re.sub(
        "rule;.*", "rule;greedy", re.sub("categories;.*\n", "", re.sub("budget_per_.*\n", "", unmarked(text)))
    )
    assert ours(question(plain))[4] == ["literal"]


OWN_WORDS = {
    "equal-shares": "equalshares",
    "Equal Shares": "equalshares",
    "equal_shares_add1": "equalshares/add1",
    "GREEDY-NOSKIP": "greedy-no-skip",
    "Phragmén": "phragmen",
}


@pytest.mark.parametrize(("ours_", "formats"), OWN_WORDS.items())
def test_our_own_words_in_a_header_are_known_rules(ours_, formats):
    """On a file that each of these rules decides otherwise than greedy."""
    text = file("{}", "budget;100\n", "project_id;cost\nA;60\nB;60\nC;40\n", ["A", "A", "A,C", "B", "B"])
    answers = [ours(question(text.format(word)))[:5] for word in (ours_, formats)]
    assert answers[0] == answers[1] and answers[0][4] == ["literal"]
    assert answers[0][0] != ours(question(text.format("greedy")))[0]


@pytest.mark.node
def test_node_reads_all_of_these_headers_as_we_do():
    own = file("{}", "budget;100\n", "project_id;cost\nA;60\nB;60\nC;40\n", ["A", "A", "A,C", "B", "B"])
    texts = [unmarked(text) for text, *_ in NOT_FOLLOWED.values()] + [own.format(word) for word in OWN_WORDS]
    asked = [question(text, rule) for text in texts for rule in EVERY_RULE]
    agree(asked, in_node(asked))

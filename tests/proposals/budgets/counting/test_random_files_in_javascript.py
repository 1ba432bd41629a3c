"""Hundreds of random files, counted in one Node process: the same winners, readings and refusals as ours."""

from collections import Counter
from random import Random

import pytest

from proposals.budgets.counting.methods import RULES
from proposals.budgets.counting.remarks import REMARKS
from proposals.budgets.counting.words import READINGS
from tests.proposals.budgets.counting.javascript import EVERY_RULE, agree, in_node, is_refused, ours, question
from tests.proposals.budgets.counting.mutated_files import mutated_file
from tests.proposals.budgets.counting.random_files import HEADERS, random_file
from tests.searching import first_seed

pytestmark = [pytest.mark.node, pytest.mark.search]
FIRST = first_seed(588)
SEEDS = [*range(FIRST, FIRST + 588), 1132]  # the last has a reading that is rare
NOISE = [*';",\n\r\0-.1A', "\x1c", "\x85", "\ufeff", "\u3000", "é", '""', "META", "VOTES\n", "\nvoter_id", "PROJECTS"]


@pytest.fixture(scope="module")
def texts():
    return [random_file(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def by_every_rule(texts):
    asked = [question(text, rule, str(seed % 3)) for seed, text in enumerate(texts) for rule in EVERY_RULE]
    return asked, in_node(asked)


def test_node_agrees_on_random_files_by_every_rule(by_every_rule):
    agree(*by_every_rule)


def test_the_random_files_meet_every_reading_of_every_kind_of_header(by_every_rule):
    """Otherwise the test above would promise too much."""
    asked, answers = by_every_rule
    official = [
        (HEADERS[SEEDS[at] % len(HEADERS)], answer)
        for at, answer in enumerate(answers[:: len(EVERY_RULE)])
        if not is_refused(answer)
    ]
    words = {word for _, answer in official for word in answer[4]}
    suffixes = {"no_threshold", "above_threshold"}
    assert all(any(word.endswith(suffix) for word in words) for suffix in suffixes)
    assert set(READINGS) - suffixes <= words
    for header in HEADERS:
        agrees = Counter(answer[5] for each, answer in official if each == header)
        assert agrees[True] > 5 and agrees[None]
    assert any(answer[3] for _, answer in official) and any(answer[5] is False for _, answer in official)


def random_options(random, rule):
    """What may be asked for beside the rule itself."""
    if rule.startswith("greedy"):
        share = {"top": f"{random.randint(1, 4)}n", "bottom": "5n"}
        limit = {"kind": random.choice(["category", "neighborhood"]), "most": random.randint(0, 2)}
        named = {"kind": "category", "name": "park", "amount": f"{random.randint(0, 60)}n"}
        options = {"threshold": random.choice(["2", "0", "12.5%", "40%", "1.0"]), "top": random.randint(0, 4)}
        options |= {"limits": [limit, named], "exclusive": [["A", "12"], ["A", "7"]], "reserve": share}
    elif rule.startswith("equal-shares"):
        options = {"utility": random.choice(["cost", "cardinality"]), "thenByVotes": True, "comparison": True}
    else:
        return {}
    return {name: value for name, value in options.items() if random.random() < 0.5}


def test_node_agrees_on_random_options(texts):
    """Void if options did not change winners."""
    random = Random(2026 + FIRST)
    asked = [
        question(text, rule, "2026", **random_options(random, rule))
        for text in texts
        for rule in random.sample(list(RULES), 3)
    ]
    agree(asked, in_node(asked))
    some = [each for each in asked if each["options"]][:300]
    changed = [ours(each)[0] != ours({**each, "options": {}})[0] for each in some]
    assert sum(changed) > 50


def test_node_refuses_the_same_broken_files_at_the_same_line(texts):
    """And reads the same out of those that are whole enough. Void if there are few of either."""
    random = Random(2026 + FIRST)
    asked = []
    for text in texts:
        at, to = random.randrange(len(text)), random.choice([0, 0, 0, 1, 5])
        asked.append(question(text[:at] + random.choice(NOISE) + text[at + to :]))
    agree(asked, in_node(asked))
    refused = sum(is_refused(ours(each)) for each in asked)
    assert 50 < refused < len(asked) - 50


def test_node_says_the_same_of_files_that_contradict_themselves():
    """The same winners, refusals and remarks. Void if there is a remark or a refusal that none of them meets."""
    asked = [
        question(mutated_file(seed), EVERY_RULE[seed % len(EVERY_RULE)], str(seed % 2 or "")) for seed in range(900)
    ]
    asked += [question(each["text"]) for each in asked]
    answers = in_node(asked)
    agree(asked, answers)
    met = {remark[1] for answer in answers if not is_refused(answer) for remark in answer[7]}
    parts = {"written", "and_more", "line", "lines"}
    assert set(REMARKS) - parts - met == set()
    refused = {answer["words"] for answer in answers if is_refused(answer)}
    assert len(refused) > 100 and sum(map(is_refused, answers)) < len(answers) // 2

"""Each reading of a header and each kind of ballot, in a file so small that it decides: Node reads it as we do.

No file proves anything unless what it is about decides: each is counted a second time with that one thing changed,
and must have other winners then.
"""

import pytest

from proposals.budgets.counting.words import READINGS
from tests.proposals.budgets.counting.javascript import EVERY_RULE, agree, in_node, ours, question

HEADER = "vote_type;approval\nbudget;100\n"
THREE = "project_id;cost;selected\nA;60;1\nB;50;{}\nC;30;{}\n"
VOTES = ["A,B"] * 3 + ["A"] * 2 + ["A,C"]
RESERVE = "comment;the reserve pays if 80% of it is left\n"
RIVALS = "budget;115\ncomment;Many votes. Projects A and B were mutually exclusive, said the city.\n"
AMOUNTS = "project_id;cost;{};selected\nA;50;park;1\nB;40;park;{}\nC;50;road;{}\n"
SHARES = "project_id;cost;selected\n"


def file(rule, header, projects, votes):
    """The text of a file; a vote is the ids, and may go on with points after a semicolon."""
    if "budget;" in header:
        header += "vote_type;approval\n" * ("vote_type" not in header)
    else:
        header += HEADER if "vote_type" not in header else "budget;100\n"
    heading = "voter_id;vote;points" if ";" in votes[0] else "voter_id;vote"
    rows = "".join(f"v{at};{vote}\n" for at, vote in enumerate(votes))
    return f"META\nkey;value\nrule;{rule}\n{header}PROJECTS\n{projects}VOTES\n{heading}\n{rows}"


def shares(rule, budget, costs, votes, winners):
    """Equal shares, where the published winners speak against the header alone."""
    rows = "".join(f"{name};{cost};{int(name in winners)}\n" for name, cost in costs.items())
    ballots = [vote for vote, number in votes.items() for _ in range(number)]
    return file(rule, f"budget;{budget}\n", SHARES + rows, ballots)


# name: (text, winners by the header alone, (old, new): what changes the winners)
LITERAL = {
    "a header that skips": (
        file("greedy", "", THREE.format(0, 1), VOTES),
        "AC",
        ("rule;greedy", "rule;greedy-no-skip"),
    ),
    "a header that stops": (file("greedy-no-skip", "", THREE.format(0, 0), VOTES), "A", ("-no-skip", "")),
    "a threshold": (
        file("greedy-threshold", "min_project_score_threshold;2\n", THREE.format(0, 0), VOTES),
        "A",
        ("threshold;2", "threshold;1"),
    ),
    "a reserve from 80 %": (
        file("greedy-custom", RESERVE, THREE.format(2, 0), VOTES),
        "A",
        ("80%", "a lot"),
    ),
    "amounts of categories": (
        file("greedy", "categories;park,road\nbudget_per_category;60,50\n", AMOUNTS.format("category", 0, 1), VOTES),
        "AC",
        ("60,50", "90,50"),
    ),
    "amounts of neighborhoods": (
        file(
            "greedy", "neighborhoods;park\nbudget_per_neighborhood;60.5\n", AMOUNTS.format("neighborhood", 0, 1), VOTES
        ),
        "AC",
        ("60.5", "90"),
    ),
    "a category that is named twice": (
        file(
            "greedy",
            "categories;park,road\nbudget_per_category;60,50\n",
            "project_id;cost;category\nA;30;park,park\nB;30;park\n",
            ["A", "A", "B"],
        ),
        "AB",
        ("60,50", "59,50"),
    ),
    "projects that exclude each other": (
        file("greedy-exclusive", RIVALS, THREE.format(0, 1), VOTES),
        "AC",
        ("Projects A and B were", "None of them was"),
    ),
    "equal shares": (
        shares("equalshares", 60, {"A": 30, "B": 40, "C": 30}, {"B": 1, "C": 1}, "C"),
        "C",
        ("equalshares", "greedy"),
    ),
    "adding one": (
        shares("equalshares/add1", 100, {"A": 50, "B": 30}, {"B": 1, "A,B": 1}, "AB"),
        "AB",
        ("/add1", ""),
    ),
    "a comparison": (
        shares("equalshares/add1-comparison", 100, {"A": 100, "B": 20, "C": 20}, {"A": 7, "A,B": 2, "B,C": 2}, "A"),
        "A",
        ("-comparison", ""),
    ),
    "points with decimals": (
        file("greedy", "vote_type;cumulative\n", "project_id;cost\nA;60\nB;60\n", ["A;0.9", "A;0.9", "B;1.85"]),
        "B",
        ("1.85", "1.75"),
    ),
    "points for a project that is named twice": (
        file("greedy", "vote_type;cumulative\n", "project_id;cost\nA;60\nB;60\n", ["A,A;1,5", "B;3"]),
        "A",
        ("1,5", "5,1"),
    ),
    "rankings": (
        file("greedy", "vote_type;ordinal\n", "project_id;cost\nA;60\nB;60\n", ["A,C,B", "A,C,B", "B,A", "B"]).replace(
            "VOTES", "C;600\nVOTES"
        ),
        "A",
        ("ordinal", "approval"),
    ),
    "points for projects that are not named": (
        file("greedy", "vote_type;scoring\ndefault_score;-1\n", "project_id;cost\nA;60\nB;60\n", ["A;3", "A,B;0,1"]),
        "A",
        ("default_score;-1", "default_score;9"),
    ),
    "a point for the named, parts of one for the others": (
        file("greedy", "vote_type;scoring\ndefault_score;0.5\n", "project_id;cost\nA;60\nB;60\n", ["A", "B", "B"]),
        "B",
        ("default_score;0.5", "default_score;1.5"),
    ),
    "results below nothing": (
        file("greedy", "vote_type;cumulative\n", "project_id;cost\nA;60\nB;60\n", ["A;-1", "B;-2"]),
        "",
        ("-1", "1"),
    ),
    "a withdrawn project": (
        file("equalshares/add1", "budget;2000000000\n", "project_id;cost\nA;60\nB;999999999\n", ["A", "B"]),
        "A",
        ("999999999", "999999998"),
    ),
    "the first of two budgets": (
        file("greedy", "budget;50\nbudget;100\n", "project_id;cost\nA;60\nB;50\n", ["A", "A", "B"]),
        "B",
        ("budget;50\nbudget;100", "budget;100\nbudget;50"),
    ),
}

# name: (text, winners, words of the reading); without its published winners each has others
LEAST = "min_project_score_threshold;{}\n"
BY_VOTES = "project_id;cost;{}selected\n"
TRIED = {
    "skipping": (file("greedy-no-skip", "", THREE.format(0, 1), VOTES), "AC", ["skips"]),
    "stopping": (file("greedy", "", THREE.format(0, 0), VOTES), "A", ["stops"]),
    "the reserve, by the written results": (
        file("greedy-custom", RESERVE, BY_VOTES.format("votes;") + "A;60;5;2\nB;50;9;1\nC;30;1;0\n", VOTES),
        "B",
        ["reserve", "written"],
    ),
    "skipping, without the threshold": (
        file("greedy-threshold", LEAST.format(2), THREE.format(0, 1), VOTES),
        "AC",
        ["skips_no_threshold"],
    ),
    "stopping, without the threshold": (
        file(
            "greedy-threshold",
            LEAST.format(3),
            BY_VOTES.format("") + "A;60;1\nC;10;1\nB;50;0\nD;30;0\n",
            ["A", "A", "A", "A,C", "A,C", "B,D", "B"],
        ),
        "AC",
        ["stops_no_threshold"],
    ),
    "more than the threshold": (
        file("greedy-threshold", LEAST.format(1), THREE.format(0, 0) + "D;10;1\n", [*VOTES, "D", "D"]),
        "AD",
        ["skips_above_threshold"],
    ),
    "exclusion that did not count": (
        file("greedy-exclusive", RIVALS, THREE.format(1, 0), VOTES),
        "AB",
        ["skips", "not_exclusive"],
    ),
    "amounts that did not count": (
        file("greedy", "categories;park,road\nbudget_per_category;60,50\n", AMOUNTS.format("category", 1, 0), VOTES),
        "AB",
        ["skips", "no_amounts"],
    ),
    "the written results": (
        file("greedy", "", BY_VOTES.format("votes;") + "A;60;4.5;0\nB;60;4.75;1\n", ["A", "A", "B"]),
        "B",
        ["skips", "written"],
    ),
    "a written score before written votes": (
        file("greedy", "", BY_VOTES.format("votes;score;") + "A;60;4;2;0\nB;60;3;5;1\n", ["A"]),
        "B",
        ["skips", "written"],
    ),
    "votes per money, by the written results": (
        file("greedy-per-cost", "", BY_VOTES.format("votes;") + "A;60;1;0\nB;60;2;1\n", ["A", "A", "B"]),
        "B",
        ["per_cost", "written"],
    ),
    "a comparison with the written results": (
        file("equalshares-comparison", "", BY_VOTES.format("votes;") + "A;100;1;0\nB;100;2;1\n", [*"AAABB"]),
        "B",
        ["stop_none", "utility_cost", "written"],
    ),
    "ballots that break the limits": (
        file(
            "greedy",
            "vote_type;choose-1\n",
            BY_VOTES.format("") + "A;60;1\nB;60;0\nC;600;0\n",
            ["A", "B", "B", "A,C", "A,C"],
        ),
        "A",
        ["skips", "beyond_limits"],
    ),
    "shares of ballots that break the limits": (
        file(
            "equalshares",
            "vote_type;choose-1\nbudget;90\n",
            BY_VOTES.format("") + "A;60;1\nB;60;0\nC;600;0\n",
            ["A", "B", "B", "A,C", "A,C", "A,C"],
        ),
        "A",
        ["stop_none", "utility_cost", "beyond_limits"],
    ),
    "the number of ballots": (
        file("greedy", "vote_type;cumulative\n", BY_VOTES.format("") + "A;60;1\nB;60;0\n", ["A;1", "A;1", "B;3"]),
        "A",
        ["skips", "ballots_naming"],
    ),
    "the order of the list": (
        file("greedy", "", BY_VOTES.format("") + "A;70;1\nB;60;0\n", ["A,B"]),
        "A",
        ["skips", "list_order"],
    ),
    "Phragmén's rule, in the order of the list": (
        file("phragmen", "budget;60\n", BY_VOTES.format("") + "A;60;1\nB;30;0\n", ["A", "A", "B"]),
        "A",
        ["phragmen", "list_order"],
    ),
    "stopping, where no rule is named": (
        file("unknown", "", THREE.format(0, 0), VOTES),
        "A",
        ["rule_missing", "stops"],
    ),
    "stopping, where the rule is not known": (
        file("borda", "", THREE.format(0, 0), VOTES),
        "A",
        ["rule_unknown", "stops"],
    ),
    "by votes": (
        shares("equalshares", 60, {"B": 60, "C": 20}, {"B": 2, "C": 1}, "B"),
        "B",
        ["skips", "by_votes"],
    ),
    "no completion, in projects": (
        shares("equalshares", 30, {"A": 10, "B": 30}, {"B": 2, "A,B": 1}, "A"),
        "A",
        ["stop_none", "utility_cardinality"],
    ),
    "filling up by votes": (
        shares("equalshares", 60, {"A": 50, "B": 10}, {"B": 2}, "AB"),
        "AB",
        ["stop_none", "utility_cost", "filled_up"],
    ),
    "adding one until overspending": (
        shares("equalshares", 100, {"A": 50, "B": 30}, {"B": 1, "A,B": 1}, "AB"),
        "AB",
        ["stop_overspending", "utility_cost"],
    ),
    "adding one until exhaustion": (
        shares(
            "equalshares/add1",
            60,
            {"A": 50, "B": 30, "C": 10, "D": 60},
            {"C": 1, "A": 2, "A,B": 1, "C,D": 1, "B": 1, "D": 1},
            "BC",
        ),
        "BC",
        ["stop_exhaustion", "utility_cost"],
    ),
    "just enough voters for the cost": (
        shares("equalshares/add1", 60, {"A": 10, "B": 30, "C": 32}, {"A,B": 1, "A": 1, "C": 1, "": 3}, "AB"),
        "AB",
        ["stop_overspending", "utility_cost", "eligible"],
    ),
    "enough voters for the cost": (
        shares("equalshares/add1", 30, {"A": 50, "B": 10, "C": 20}, {"B": 4, "C": 1}, "B"),
        "B",
        ["stop_overspending", "utility_cost", "eligible"],
    ),
}


def unmarked(text):
    """The same file without its published winners."""
    return text.replace("selected", "others")


@pytest.mark.parametrize(("text", "winners", "change"), LITERAL.values(), ids=LITERAL)
def test_what_a_header_and_its_ballots_say_decides(text, winners, change):
    old, new = change
    assert old in text
    answer, changed = ours(question(text)), ours(question(unmarked(text).replace(old, new)))
    assert (set(answer[0]), answer[4]) == (set(winners), ["literal"]) and answer[5] is not False
    assert set(changed[0]) != set(winners)


@pytest.mark.parametrize(("text", "winners", "words"), TRIED.values(), ids=TRIED)
def test_what_a_header_leaves_open_is_decided_by_the_published_winners(text, winners, words):
    answer = ours(question(text))
    assert (set(answer[0]), answer[4], answer[5]) == (set(winners), words, True)
    alone = ours(question(unmarked(text)))
    assumed = [words[0]] if words[0] in ("rule_missing", "rule_unknown") else []
    assert alone[4] == ([*assumed, "skips"] if assumed else ["literal"]) and set(alone[0]) != set(winners)


def test_every_word_for_a_reading_is_met():
    suffixes = ("_no_threshold", "_above_threshold")
    met = {"literal"}
    for _, _, words in TRIED.values():
        for word in words:
            suffix = next((each for each in suffixes if word.endswith(each)), "")
            met |= {word.removesuffix(suffix), suffix.removeprefix("_")} - {""}
    assert met == set(READINGS)


@pytest.mark.node
def test_node_counts_all_of_these_files_as_we_do_by_every_rule():
    texts = [text for text, *_ in [*LITERAL.values(), *TRIED.values()]]
    texts += [unmarked(text).replace(*change) for text, _, change in LITERAL.values()] + list(map(unmarked, texts))
    asked = [question(text, rule) for text in texts for rule in EVERY_RULE]
    agree(asked, in_node(asked))

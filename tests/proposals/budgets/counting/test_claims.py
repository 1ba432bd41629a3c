"""A file's claims against its ballots: what contradicts, is dropped, repeated, beyond its own limits or not understood
is told beside the count, with its line, or refused with a remedy. The JavaScript says the same of each of these files.

No file proves anything unless what it is about decides: void if the plain town below were counted otherwise.
"""

import pytest

from proposals.budgets.counting.remarks import REMARKS
from tests.proposals.budgets.counting.javascript import EVERY_RULE, agree, in_node, is_refused, ours, question


def town(*votes, meta="rule;greedy\n", projects=("A;100", "B;100"), columns="project_id;cost", heading="voter_id;vote"):
    """A town of two projects and money for one. A vote that names no voter gets one of its own."""
    rows = [vote if ";" in vote and heading == "voter_id;vote" else f"v{at};{vote}" for at, vote in enumerate(votes)]
    return "\n".join(
        [
            "META",
            "key;value",
            "budget;100",
            *meta.splitlines(),
            "PROJECTS",
            columns,
            *projects,
            "VOTES",
            heading,
            *rows,
            "",
        ]
    )


def counted(text, rule="official", seed=""):
    """(winners, {code: (line, words)} of the remarks, the words of the reading)."""
    answer = ours(question(text, rule, seed))
    assert not is_refused(answer), answer
    return answer[0], {code: (line, words) for line, code, words in answer[7]}, answer[4]


def refused(text, rule="official"):
    answer = ours(question(text, rule))
    assert is_refused(answer), answer
    return answer["line"], answer["words"]


def test_the_plain_town_is_counted_without_a_remark():
    assert counted(town("A", "A", "B")) == (["A"], {}, ["literal"])


# ---------------------------------------------------------------- written results

WRITTEN = {"columns": "project_id;cost;votes"}


def test_the_ballots_count_and_not_what_is_written_beside_them():
    text = town("A", "A", "A", "B", projects=("A;100;3", "B;100;9999"), **WRITTEN)
    winners, remarks, words = counted(text)
    assert winners == ["A"] and words == ["literal"]
    assert remarks["sums_differ"] == (
        8,
        "檔案寫的 votes 與選票的加總不同：B（寫 9999，選票 1）。以選票的加總為準。",
    )
    assert counted(text, "greedy")[1].keys() == {"sums_differ_aside"}


def test_the_written_results_count_where_only_they_lead_to_the_published_winners():
    columns = {"columns": "project_id;cost;votes;selected"}
    winners, remarks, words = counted(town("A", "A", "B", projects=("A;100;2;0", "B;100;9999;1"), **columns))
    assert (winners, words) == (["B"], ["skips", "written"]) and remarks.keys() == {"sums_differ_taken"}
    winners, remarks, words = counted(town("A", "A", "B", projects=("A;100;2;1", "B;100;9999;0"), **columns))
    assert (winners, words) == (["A"], ["literal"]) and remarks.keys() == {"sums_differ"}


@pytest.mark.parametrize("told", ["-9", "1.234", "many", "2,000"])
def test_a_written_result_that_is_none_is_not_used(told):
    projects = (f"A;100;{told};0", "B;100;2;1")
    winners, remarks, _ = counted(town("A", "A", "B", projects=projects, columns="project_id;cost;votes;selected"))
    assert winners == ["A"] and remarks["result_unread"][0] == 7 and "selected_differs" in remarks


def test_points_are_summed_though_the_column_of_votes_says_otherwise():
    told = {"columns": "project_id;cost;votes", "heading": "voter_id;vote;points", "meta": "vote_type;cumulative"}
    winners, remarks, _ = counted(town("B;10", "B;10", "A;1", projects=("A;100;9", "B;100;3"), **told))
    assert winners == ["B"] and remarks["sums_differ"][0] == 7
    both = town(
        "B;10", "B;10", "A;1", projects=("A;100;1;1", "B;100;2;20"), **told | {"columns": told["columns"] + ";score"}
    )
    assert "sums_differ" not in counted(both)[1]


# ---------------------------------------------------------------- numbers

TWO_WAYS = [
    (town("A").replace("budget;100", "budget;500,000"), 3, "500000"),
    (town("A", projects=("A;1.000", "B;9")), 7, "1000"),
    (town("A", projects=("B;9", "A;10.000")), 8, "10000"),
    (town("A", meta="min_project_score_threshold;1,000"), 4, "1000"),
]


@pytest.mark.parametrize(("text", "line", "plainly"), TWO_WAYS)
def test_a_number_that_can_be_read_two_ways_is_refused_with_both(text, line, plainly):
    where, words = refused(text)
    assert where == line and "有兩種讀法" in words and f"請寫成 {plainly}；" in words


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("1,234,567", "請寫成 1234567。"),
        ("1.234.567,50", "請寫成 1234567.50。"),
        ("500 000", "請寫成 500000。"),
        ("NT$500", "不是數字"),
        ("9" * 5000, "位數太多"),
        ("0." + "1" * 12, "小數太細"),
        ("", "不是數字"),
        ("1e3", "不是數字"),
    ],
)
def test_a_number_that_is_none_is_refused_with_what_to_write(told, says):
    line, words = refused(town("A", projects=(f"A;{told}", "B;9")))
    assert line == 7 and says in words and "literal" not in words and "Exceeds" not in words


@pytest.mark.parametrize(("told", "chosen"), [("100,50", []), ("１００", ["A"]), ("0.125", ["A"]), ("99.5000", ["A"])])
def test_a_number_that_can_be_read_in_one_way_is_read(told, chosen):
    winners, remarks, _ = counted(town("A", projects=(f"A;{told}", "B;999")))
    assert winners == chosen and ("three_decimals" in remarks) == (told == "0.125")


def test_points_with_three_decimals_are_told_and_not_refused():
    told = {"heading": "voter_id;vote;points", "meta": "vote_type;scoring\nrule;greedy"}
    winners, remarks, _ = counted(town("A;1.000", "B;2", **told))
    assert winners == ["B"] and remarks["three_decimals"][0] == 12


# ---------------------------------------------------------------- voters and cells


def test_a_voter_who_is_there_more_than_once_is_told_with_the_lines():
    winners, remarks, _ = counted(town("1;A", "1;A", "1;A", "2;B", "3;B"))
    assert winners == ["A"]
    assert remarks["voter_twice"] == (11, "voter_id「1」出現 3 次（第 11–13 行）。每一列都當作一張選票計入。")


def test_of_very_many_such_voters_some_are_named_and_the_others_numbered():
    votes = [f"{at % 20};A" for at in range(40)]
    answer = ours(question(town(*votes)))
    codes = [code for _, code, _ in answer[7]]
    assert codes.count("voter_twice") == 8 and codes.count("voters_twice") == 1
    assert "還有 12 個 voter_id" in answer[7][-1][2]


def test_ballots_of_nobody_are_told():
    assert counted(town(";A", ";B", "1;A"))[1]["voter_blank"][0] == 11


def test_a_project_that_is_named_twice_is_told():
    points = {"heading": "voter_id;vote;points", "meta": "vote_type;cumulative\nrule;greedy"}
    assert counted(town("A,A", "B", "B"))[1]["named_twice"][0] == 11
    assert counted(town("A,A,B;2,3,1", "B;4", **points))[1]["points_twice"][0] == 12
    assert counted(town("A,B,A", meta="vote_type;ordinal\nrule;greedy"))[1]["ranked_twice"][0] == 12


def test_cells_that_are_lost_or_lacking_are_told():
    assert counted(town("1;A;B", "2;B", "3;A;B"))[1]["cells_beyond"] == (
        11,
        "VOTES 有 2 列，填的格子比欄位多（第 11、13 行）。多出的格子沒有計入。",
    )
    short = town("A").replace("v0;A", "v0\nv1;A")
    assert counted(short)[1]["vote_missing"][0] == 11
    assert "cells_beyond" not in counted(town("1;A;;", "2;B;"))[1]


def test_a_key_with_two_values_and_a_column_of_two_names_are_told():
    winners, remarks, _ = counted(town("A", meta="rule;greedy\nbudget;50"))
    assert winners == ["A"] and remarks["key_twice"][0] == 3 and "「50」" in remarks["key_twice"][1]
    assert "key_twice" not in counted(town("A", meta="rule;greedy\nbudget;100"))[1]
    twice = town("1;A;B", heading="voter_id;vote;vote")
    assert "column_twice" in counted(twice.replace("v0;1;A;B", "1;A;B"))[1]


def test_an_id_with_the_comma_of_the_votes_is_told_and_gets_the_votes_it_can_get():
    both = ("A,B;100", "A;100", "B;90")
    winners, remarks, _ = counted(town("A,B", "A,B", projects=both))
    assert winners == ["B"] and remarks["id_comma"][0] == 7
    winners, remarks, _ = counted(town("A,B", "A,B", "C", projects=("A,B;100", "C;100")))
    assert winners == ["A,B"] and "spelled" in remarks


@pytest.mark.parametrize("vote", ["a", "Ａ", "A\u200b", "\ufeffA", "a，", "A、"])
def test_a_project_written_in_other_letters_is_read_and_told(vote):
    winners, remarks, _ = counted(town(vote, "A", "B"))
    assert winners == ["A"] and remarks["spelled"][0] == 11


def test_what_could_be_two_projects_or_none_is_refused():
    assert refused(town("ａ", projects=("A;100", "a;100")))[0] == 11
    line, words = refused(town("A|B"))
    assert line == 11 and "「A|B」" in words and "逗號" in words


def test_an_invisible_letter_in_an_id_is_named_where_it_is():
    winners, remarks, _ = counted(town("A", "A", "B", projects=("A\u200b;100", "B;100")))
    assert winners == ["A"] and remarks.keys() == {"id_invisible"}
    assert remarks["id_invisible"][0] == 7 and "A‹U+200B›" in remarks["id_invisible"][1]
    assert refused(town("A", projects=("A\u200b;100", "A;100")))[0] == 8


# ---------------------------------------------------------------- limits

POINTS = {"heading": "voter_id;vote;points"}
LIMITS = {  # by the limit: what META says, and three ballots of which those for A break it
    "one project, of choose-1": ("vote_type;choose-1", ["A,C", "A,C", "B"]),
    "so many projects": ("max_length;1", ["A,C", "A,C", "B"]),
    "fewer than the least": ("min_length;2", ["A", "A", "B,C"]),
    "what a knapsack holds": ("vote_type;knapsack", ["A,C", "A,C", "B"]),
    "the cost of a ballot": ("max_sum_cost;150", ["A,C", "A,C", "B"]),
    "points of a ballot": ("vote_type;cumulative\nmax_sum_points;10", ["A;1000", "B;10", "B;10"]),
    "points of a project": ("vote_type;scoring\nmax_points;3", ["A;9", "B;3", "B;3"]),
    "points below nothing": ("vote_type;cumulative", ["A,B;1,-99", "B;5", "B;5"]),
    "the least points": ("vote_type;cumulative\nmin_sum_points;1.5", ["A,C;1,0", "A;1.4", "B;2"]),
}


def limited(meta, votes, **told):
    told = {"projects": ("A;100", "B;100", "C;999")} | told
    return town(*votes, meta=f"rule;greedy\n{meta}", **told, **(POINTS if ";" in votes[0] else {}))


@pytest.mark.parametrize(("meta", "votes"), LIMITS.values(), ids=LIMITS)
def test_a_ballot_beyond_the_files_own_limits_is_not_counted_and_told(meta, votes):
    """Void if it made no difference."""
    text = limited(meta, votes)
    winners, remarks, _ = counted(text)
    assert winners == ["B"] and remarks["beyond_limit"][0] == text.split("\n").index(f"v0;{votes[0]}") + 1
    open_to_all = limited("vote_type;scoring" if ";" in votes[0] else "vote_type;approval", votes)
    assert counted(open_to_all)[0] == ["A"]


def test_such_ballots_count_where_the_published_winners_need_them():
    told = {"columns": "project_id;cost;selected", "projects": ("A;100;1", "B;100;0", "C;999;0")}
    winners, remarks, words = counted(limited("max_length;1", ["A,C", "A,C", "B"], **told))
    assert (winners, words) == (["A"], ["skips", "beyond_limits"])
    assert "beyond_limit_counted" in remarks and "beyond_limit" not in remarks


def test_a_blank_ballot_breaks_no_limit_and_limits_that_say_nothing_are_told():
    assert "beyond_limit" not in counted(town("A", "", meta="min_length;1\nrule;greedy"))[1]
    assert counted(town("A", meta="max_length;1,000\nrule;greedy"))[1]["limit_unread"][0] == 4
    assert counted(town("A", meta="min_length;3\nmax_length;2\nrule;greedy"))[1]["limits_cross"][0] == 4
    assert counted(town("A", meta="max_length_of_group;2\nrule;greedy"))[1]["limit_unknown"][0] == 4


# ---------------------------------------------------------------- nobody, nothing, and false sentences

NOBODY = {
    "no ballots": town(),
    "blank ballots": town("", "", ""),
    "a default for what is not named": town("", "", meta="vote_type;scoring\ndefault_score;3\nrule;greedy", **POINTS),
    "only ballots beyond the limits": town("A,B", "A,B", meta="vote_type;choose-1\nrule;greedy"),
    "written results alone": town(projects=("A;100;9", "B;100;3"), **WRITTEN),
}


@pytest.mark.parametrize("rule", EVERY_RULE)
@pytest.mark.parametrize("text", NOBODY.values(), ids=NOBODY)
def test_where_nobody_voted_nothing_is_decided(text, rule):
    answer = ours(question(text, rule))
    assert answer[0] == [] and "nobody_voted" in [code for _, code, _ in answer[7]]
    assert all("沒有人投票" in words for words in answer[6][:2])


def test_phragmen_does_not_claim_supporters_that_are_not_there():
    answer = ours(question(town("A", projects=("A;60", "B;50", "C;100")), "phragmen"))
    assert answer[6][1:3] == ["未選上：沒有人支持。"] * 2
    answer = ours(question(town("A", projects=("A;60", "B;40")), "phragmen"))
    assert answer[0] == ["A", "B"] and "沒有人支持" in answer[6][1] and "湊齊" not in answer[6][1]
    assert [code for _, code, _ in answer[7]] == ["unsupported_won"]


def test_a_result_below_nothing_is_not_measured_against_a_threshold_that_is_not_there():
    text = town("A;-3", "B;-2", meta="vote_type;scoring\nrule;greedy", **POINTS)
    answer = ours(question(text))
    assert answer[0] == [] and all("小於 0" in words and "門檻" not in words for words in answer[6][:2])
    assert "negative_points" in counted(text, "equal-shares")[1]
    assert "negative_points_counted" in counted(text)[1]


def test_the_columns_of_points_are_told_where_they_are_not_what_the_kind_says():
    assert "points_unused" in counted(town("A;9", "B;1", meta="vote_type;approval\nrule;greedy", **POINTS))[1]
    assert "points_missing" in counted(town("A", "B", meta="vote_type;cumulative\nrule;greedy"))[1]


def test_a_mark_of_the_published_winners_that_is_none_is_told():
    told = town("A", projects=("A;100;1.0", "B;100;yes"), columns="project_id;cost;selected")
    winners, remarks, words = counted(told)
    assert (winners, words) == (["A"], ["literal"]) and remarks["selected_unread"][0] == 8


# ---------------------------------------------------------------- ties

THREE = {"projects": ("A;100", "B;100", "C;100")}


@pytest.mark.parametrize("rule", ["official", "greedy", "greedy-noskip", "greedy-per-cost", "phragmen"])
@pytest.mark.parametrize("seed", ["", "2026-11-27", "another"])
def test_a_tie_is_told_by_each_that_it_touches_with_the_lot_and_its_seed(rule, seed):
    answer = ours(question(town("A", "B", "C", **THREE), rule, seed))
    for at, others in enumerate(("B、C", "A、C", "A、B")):
        assert f"與 {others} 條件相同，由抽籤決定" in answer[6][at]
        assert ("沒有給抽籤種子" in answer[6][at]) if not seed else (f"「{seed}」" in answer[6][at])
    assert [code for _, code, _ in answer[7]] == ["tie_lot" if seed else "tie_lot_no_seed"]


def test_the_seed_decides_by_every_rule_alike():
    """Void if all seeds drew the same."""
    drawn = [
        [ours(question(town("A", "B", "C", **THREE), rule, seed))[0] for rule in ("official", "greedy", "phragmen")]
        for seed in ("", "2026-11-27", "another", "third")
    ]
    assert all(len(set(map(tuple, each))) == 1 for each in drawn) and len({each[0][0] for each in drawn}) > 1


def test_the_order_of_the_list_decides_only_where_the_published_winners_follow_it():
    told = {"columns": "project_id;cost;selected", "projects": ("A;100;1", "B;90;0")}
    answer = ours(question(town("A,B", **told)))
    assert answer[0] == ["A"] and answer[4] == ["skips", "list_order"]
    assert "依檔案裡的順序決定" in answer[6][0] and [code for _, code, _ in answer[7]] == ["tie_list"]
    assert counted(town("A,B", projects=("A;100", "B;90")))[0] == ["B"]


def test_a_tie_that_decides_nothing_is_not_told():
    answer = ours(question(town("A,B", projects=("A;50", "B;50"))))
    assert answer[0] and answer[7] == [] and not any("條件相同" in words for words in answer[6])


@pytest.mark.node
def test_node_says_the_same_of_all_of_these():
    texts = [*NOBODY.values(), *(limited(*each) for each in LIMITS.values()), *(text for text, *_ in TWO_WAYS)]
    texts += [town("A", "B", "C", **THREE), town("A\u200b", "a，b", "Ａ", ";B;x")]
    asked = [question(text, rule, seed) for text in texts for rule in EVERY_RULE for seed in ("", "2026-11-27")]
    agree(asked, in_node(asked))


def test_every_remark_is_a_sentence_in_both_languages():
    parts = {"written", "and_more", "line", "lines"}
    for code, said in REMARKS.items():
        assert set(said) == {"zh", "en"} and (code in parts or (said["zh"][-1] == "。" and said["en"][-1] == ".")), code
        assert "你" not in said["zh"]

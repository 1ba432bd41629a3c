"""`manage.py count` at the door: a table, JSON, and one sentence for what it cannot count."""

import json

import pytest
from django.core.management import CommandError, call_command

from proposals.budgets.counting.methods import RULES
from tests.proposals.budgets.counting.test_pabulib import SMALL


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.pb"
    path.write_text(SMALL.replace("budget;1000", "budget;900\nrule;greedy\ncurrency;TWD"), encoding="utf-8")
    return str(path)


def said(capsys, *arguments):
    call_command("count", *arguments)
    return capsys.readouterr().out


@pytest.mark.parametrize("rule", ["official", *RULES])
def test_every_rule_answers_in_json(capsys, file, rule):
    answer = json.loads(said(capsys, file, "--rule", rule, "--json"))
    assert answer["budget"] == 900
    assert answer["spent"] == sum(each["cost"] for each in answer["projects"] if each["won"])
    assert answer["winners"] and {each["id"] for each in answer["projects"]} == {"A/1", "B"}
    assert all(each["why"]["zh"] and each["why"]["en"] for each in answer["projects"])


def test_the_table_speaks_chinese_first_and_english_when_asked(capsys, file):
    assert "選上" in said(capsys, file)
    told = said(capsys, file, "--language", "en", "--explain", "A/1")
    assert "Chosen as number 1 with 2 votes for NT$400" in told
    assert "It would have won with 2 more votes for it alone (counted again)." in told
    assert "It would have won at NT$100.50 less, NT$500 (counted again)." in told


def test_a_threshold_may_be_given(capsys, file):
    answer = json.loads(said(capsys, file, "--rule", "greedy-threshold", "--threshold", "60%", "--json"))
    assert answer["winners"] == ["B"]


def test_remarks_stand_under_the_table_and_in_json(capsys, tmp_path):
    path = tmp_path / "claims.pb"
    claims = (
        SMALL.replace("cost;name", "cost;votes;name")
        .replace("A/1;600.50", "A/1;600.50;9999")
        .replace("B;400", "B;400;2")
    )
    path.write_text(claims.replace("2;B;", "1;B;"), encoding="utf-8")
    answer = json.loads(said(capsys, str(path), "--json"))
    told = {each["code"]: each for each in answer["remarks"]}
    assert [each["line"] for each in answer["remarks"]] == [9, 14, None]
    assert told["voter_twice"]["words"] == {
        "zh": "voter_id「1」出現 2 次（第 14–15 行）。每一列都當作一張選票計入。",
        "en": "voter_id “1” occurs 2 times (lines 14–15). Each row was counted as a ballot of its own.",
    }
    for language, title, line in (
        ("zh", "備註：", "- 第 9 行：檔案寫的 votes"),
        ("en", "Remarks:", "- Line 9: The written votes"),
    ):
        table = said(capsys, str(path), "--language", language)
        assert title in table and line in table and told["voter_twice"]["words"][language] in table


def test_no_currency_is_told_that_the_file_does_not_give(capsys, tmp_path):
    path = tmp_path / "small.pb"
    for currency, told in (("", "600.50"), ("currency;PLN\n", "PLN 600.50"), ("currency;eur\n", "€600.50")):
        path.write_text(SMALL.replace("budget;1000\n", f"budget;1000\n{currency}"), encoding="utf-8")
        table = said(capsys, str(path), "--language", "en")
        assert told in table and "NT$" not in table


THRESHOLDS = [
    ("60%", ["B"]),
    ("60,0 %", ["B"]),
    ("６０％", ["B"]),
    ("1.5", ["B"]),
    ("2", ["B"]),
    ("100%", ["B"]),
    ("0", ["B", "A/1"]),
    ("50%", ["B", "A/1"]),
]


@pytest.mark.parametrize(("told", "winners"), THRESHOLDS)
def test_a_threshold_is_understood_however_it_is_written(capsys, tmp_path, told, winners):
    """Of two voters both name B, one A/1; there is money for both."""
    path = tmp_path / "rich.pb"
    path.write_text(SMALL.replace("budget;1000", "budget;2000"), encoding="utf-8")
    answer = json.loads(said(capsys, str(path), "--rule", "greedy-threshold", "--threshold", told, "--json"))
    assert answer["winners"] == winners


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "told", ["many", "", "%", "nan%", "1e3", "1,000", "1_000", "-5", "-1%", "101%", "1/0%", "2,5,5%", "9" * 5000]
)
def test_a_threshold_that_is_none_is_one_sentence_in_the_asked_language(file, told, language):
    with pytest.raises(CommandError) as refused:
        call_command("count", file, "--rule=greedy", f"--threshold={told}", f"--language={language}")
    words = str(refused.value).removeprefix(f"{file}: ")
    assert ("請" in words) == (language == "zh") and "literal" not in words and "Fraction" not in words


@pytest.mark.parametrize(
    ("rule", "option"),
    [
        ("official", "--threshold=50"),
        ("equal-shares", "--threshold=50"),
        ("phragmen", "--threshold=1%"),
        ("official", "--utility=cost"),
        ("greedy", "--utility=cost"),
        ("official", "--then-by-votes"),
        ("phragmen", "--then-by-votes"),
    ],
)
def test_an_option_that_a_rule_does_not_take_is_refused(file, rule, option):
    with pytest.raises(CommandError, match=f"規則 {rule} 不用選項 {option.split('=')[0]}。請"):
        call_command("count", file, f"--rule={rule}", option)


def test_refusals_are_in_the_asked_language_and_in_json_in_both(tmp_path):
    path = tmp_path / "bad.pb"
    path.write_text(SMALL.replace("B;400", "B;4,000"), encoding="utf-8")
    said = {}
    for arguments in (["--language=zh"], ["--language=en"], ["--json"], ["--json", "--language=en"], []):
        with pytest.raises(CommandError) as refused:
            call_command("count", str(path), *arguments)
        said[" ".join(arguments)] = str(refused.value).removeprefix(f"{path}: ")
    zh, en = said["--language=zh"], said["--language=en"]
    assert zh.startswith("第 11 行：") and en.startswith("Line 11: ") and "write 4000 if" in en
    assert (said["--json"], said["--json --language=en"], said[""]) == (f"{zh} / {en}", en, zh)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.pb"], "nowhere.pb: No such file: look at its path."),
        (["/"], "It cannot be read: make sure that it is a file"),
        (["{file}", "--explain", "Z"], "no project “Z”"),
        (["{file}", "--rule", "greedy", "--threshold", "many"], "“many” is not a number: write digits only"),
        (["{file}", "--rule", "borda"], "the rule “borda” is not known: choose one of official, greedy,"),
        (["{file}", "--rule", "equal-shares", "--utility", "joy"], "cannot be “joy”: choose one of cost, cardinality"),
    ],
)
def test_what_it_cannot_do_is_one_sentence(file, arguments, says):
    with pytest.raises(CommandError, match=says):
        call_command("count", "--language=en", *[argument.format(file=file) for argument in arguments])


def test_a_malformed_file_is_told_with_its_line(tmp_path):
    path = tmp_path / "bad.pb"
    path.write_text(SMALL.replace("B;400", "B;-400"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"bad\.pb: Line 11: the cost of project “B” is negative"):
        call_command("count", str(path), language="en")

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


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.pb"], "No such file"),
        (["{file}", "--explain", "Z"], "no project “Z”"),
        (["{file}", "--rule", "greedy", "--threshold", "many"], "many"),
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

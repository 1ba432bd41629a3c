"""The page on which anybody counts: there in both languages, without JavaScript too, and with all of its words."""

import re

import pytest
from django.urls import reverse

from proposals.budgets.counting.count import count
from proposals.budgets.counting.count_remarks import remarks_on
from proposals.budgets.counting.methods import RULES
from proposals.budgets.counting.official import official
from proposals.budgets.counting.pabulib import read
from proposals.budgets.counting.papers import from_file
from proposals.budgets.counting.refusals import REFUSALS
from proposals.budgets.counting.remarks import REMARKS
from proposals.budgets.pages.words import EXPLANATIONS, spoken, words
from tests.proposals.budgets.counting.javascript import EVERY_RULE, FOLDER

EXAMPLE = FOLDER / "example.pb"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "title", "promise"),
    [("/budgets/count/", "自己算算看", "不會上傳"), ("/en/budgets/count/", "Count it yourself", "nothing is uploaded")],
)
def test_the_page_tells_every_rule_and_how_to_count_without_it(client, address, title, promise):
    answer = client.get(address)
    page = answer.content.decode()
    assert f"<h1>{title}</h1>" in page and promise in page
    assert all(f"<code>{name}</code>" in page and f'<option value="{name}"' in page for name in EVERY_RULE)
    assert "manage.py count FILE.pb --rule" in page and "<noscript>" in page
    assert "public" in answer["Cache-Control"]


@pytest.mark.django_db
def test_every_page_leads_to_it(client):
    assert reverse("budgets:count") in client.get("/proposals/").content.decode()


def test_each_rule_is_explained():
    assert list(EXPLANATIONS) == EVERY_RULE


def sources():
    """All of the page's own modules as one text."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("count*.js")))


def test_every_refusal_of_the_page_is_one_of_the_command_line_and_has_its_translation():
    """A sentence is what has words with blanks between them. What only bytes, a path or an option can be refused for is
    told by the command line alone."""
    known = {said["en"] for said in REFUSALS.values()}
    alone = {"long_line", "option_unknown", "no_such_project", "no_file", "unreadable"}
    texts = set(re.findall(r'"((?:[^"\\\n]|\\.)*)"', sources()))
    assert known - texts == {REFUSALS[code]["en"] for code in alone}
    told = {text for text in texts if re.search(r"[\w}:”] [\w{“(]", text) and ("{" in text or text.endswith("."))}
    assert len(told) > 25 and told <= known


def test_every_remark_of_the_page_is_one_of_the_command_line():
    codes = set(re.findall(r'"(\w+)"', sources()))
    assert set(REMARKS) <= codes | set(re.findall(r"words\.remarks\.(\w+)", sources()))
    assert set(spoken("zh")["remarks"]) == set(REMARKS)


def test_every_word_the_page_says_is_given_to_it():
    said = set(re.findall(r"\bsay\.(\w+)", (FOLDER / "count-page.js").read_text()))
    assert len(said) > 20 and said == set(words()["page"])


def test_the_example_shows_what_a_rule_decides():
    """Its official count agrees with what it publishes; equal shares chooses others, in all its neighbourhoods."""
    file = read(EXAMPLE)
    election = from_file(file)
    ruled = official(file, election)
    assert ruled.agrees and ruled.reading.words == ("literal",) and remarks_on(file, ruled.count, ruled) == []
    fair = count(election, RULES["equal-shares-add1"]).winners
    assert len(election.projects) == 10 and election.voters > 200
    assert len(set(fair) ^ set(ruled.count.winners)) >= 4

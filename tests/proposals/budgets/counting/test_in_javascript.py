"""The count in the visitor's browser: an independent module that agrees on every winner, in Node and Chromium."""

import shutil

import pytest

from proposals.budgets.counting.addone import OVERSPENDING
from proposals.budgets.counting.checks import VOTE_TYPES
from proposals.budgets.counting.count import count
from proposals.budgets.counting.methods import RULES
from proposals.budgets.counting.pabulib import parse, read, write
from proposals.budgets.counting.papers import from_file
from proposals.budgets.counting.refusals import Malformed
from tests.proposals.budgets.counting.elections import BIG, each_file
from tests.proposals.budgets.counting.javascript import (
    EVERY_RULE,
    FOLDER,
    agree,
    decoded_in_node,
    in_node,
    in_page,
    is_refused,
    ours,
    question,
)
from tests.proposals.budgets.counting.test_pabulib import MALFORMED, SMALL


def questions(path, climb=True):
    """Every rule on one file. Without `climb`, and for the file with thousands of different ballots, JavaScript
    checks the announced endowment instead of climbing to it."""
    file, asked = read(path), []
    for name in EVERY_RULE:
        options = {}
        if name in RULES and RULES[name].stop and (BIG in path.stem or not climb):
            election = from_file(file)
            endowment = count(election, RULES[name], "2026").outcome.notes["endowment"]
            options["level"] = f"{endowment // election.scale}n"
        asked.append(question(write(file), name, "2026", **options))
    return asked


@pytest.mark.shared
@pytest.mark.node
@each_file
def test_node_agrees_on_every_winner(path):
    asked = questions(path)
    agree(asked, in_node(asked))


@pytest.fixture(scope="module")
def page():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.route("http://count.test/", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.route(
            "http://count.test/*.js",
            lambda route: route.fulfill(
                body=(FOLDER / route.request.url.rpartition("/")[2]).read_text(), content_type="text/javascript"
            ),
        )
        page.goto("http://count.test/")
        yield page
        browser.close()


@pytest.mark.shared
@pytest.mark.browser
@each_file
def test_chromium_agrees_on_every_winner(page, path):
    asked = questions(path, climb=False)
    agree(asked, in_page(page, asked))


@pytest.mark.node
def test_node_tells_the_line_that_is_no_utf_8():
    """Also the first and the last, and what is cut off in the middle of a letter."""
    head = "META\nkey;value;高\n".encode()
    faults = [b"\xff\nb", b"META\nkey;\xe9\n", head + b"unit;\xe9\xab", head + b"\x80"]
    lines = []
    for fault in faults:
        with pytest.raises(Malformed) as refused:
            parse(fault)
        lines.append(refused.value.line)
    assert lines == [1, 2, 3, 3]
    *told, text = decoded_in_node([*faults, f"\ufeff{SMALL}".encode()])
    assert [each["line"] for each in told] == lines and text == f"\ufeff{SMALL}"


@pytest.mark.node
def test_an_announced_endowment_that_is_not_the_end_is_refused():
    text = SMALL.replace("budget;1000", "budget;900")
    election = from_file(parse(text))
    result = count(election, RULES["equal-shares-add1"])
    level = int(result.outcome.notes["endowment"]) // election.scale
    asked = [question(text, "equal-shares-add1", level=f"{level + step}n") for step in (-1, 0)]
    below, exactly = in_node(asked)
    assert (
        below["words"] == f"It does not stop at {level - 1}."
        and exactly[0] == result.winners
        and result.rule.stop == OVERSPENDING
    )


@pytest.mark.node
def test_ties_decimals_and_odd_ids_agree_too():
    text = (
        'META\nkey;value\nbudget;10,50\nvote_type;cumulative\nPROJECTS\nproject_id;cost;name\n"a;1";5.25;x\n'
        'b/2;5.25;"two\nlines"\nc;5.25;\nVOTES\nvoter_id;vote;points\n'
        '1;b/2,c;1.5,1.5\n2;"a;1";1.5\n3;c,b/2;2,1\n4;"a;1";1\n'
    )
    asked = [question(text, name, seed) for seed in ("", "2026", "高雄") for name in EVERY_RULE]
    agree(asked, in_node(asked))
    assert len({tuple(ours(each)[0]) for each in asked}) > 1


@pytest.mark.node
def test_node_refuses_what_cannot_be_counted_at_the_same_line():
    """And in the same words. But for bytes that are no text, and lines that only a server must not hold in memory."""
    texts = [text for text, *_ in MALFORMED if isinstance(text, str) and len(text) < 1_000_000]
    texts += ["", "META", "\n\n", SMALL.replace("voter_id", "id"), SMALL.replace("META", "\ufeffMETA\r", 1)]
    texts += [SMALL.replace("B;400;b", f"B;400;{'b' * 200_000}"), SMALL.replace("1000", f"0.{'1' * 10}")]
    texts += [SMALL.replace("approval", kind).replace("age", "points") for kind in VOTE_TYPES]
    asked = [question(text) for text in texts]
    answers = in_node(asked)
    agree(asked, answers)
    assert sum(map(is_refused, answers)) > 20

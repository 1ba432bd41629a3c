"""The count in the visitor's browser: an independent module that agrees on every winner, in Node and Chromium."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from proposals.budgets.ballots import from_file
from proposals.budgets.count import count
from proposals.budgets.official import official
from proposals.budgets.pabulib import parse, read, write
from proposals.budgets.rules import RULES
from tests.proposals.budgets.elections import BIG, PATHS, each_file

MODULE = Path(__file__).resolve().parents[3] / "proposals" / "static" / "proposals" / "count.js"
STARTING_OVER = ("equal-shares-add1", "equal-shares-add1-exhaustive")

ASK = """
const answers = [];
for (const {text, rule, seed, level} of questions) {
  const election = parse(text);
  const answer = count(election, rule, {seed, ...(level === null ? {} : {level: BigInt(level)})});
  answers.push([answer.winners, String(answer.spent), String(election.scale)]);
}
"""


def questions(path, climb=True):
    """Every rule on one file, with our answers. Without `climb`, and for the file with thousands of different
    ballots, JavaScript checks the announced endowment instead of climbing to it."""
    file = read(path)
    election = from_file(file)
    asked, answers = [], []
    for name in ["official", *RULES]:
        if name == "phragmen" and election.counts_points:
            continue
        result = official(file, election, "2026").count if name == "official" else count(election, RULES[name], "2026")
        level = None
        if name in STARTING_OVER and (BIG in path.stem or not climb):
            level = int(result.outcome.notes["endowment"]) // election.scale
        asked.append({"text": write(file), "rule": name, "seed": "2026", "level": level})
        answers.append([result.winners, str(result.spent), str(election.scale)])
    return asked, answers


def in_node(asked):
    script = f"""
        import {{parse, count}} from {json.dumps(MODULE.as_uri())};
        import {{readFileSync}} from "node:fs";
        const questions = JSON.parse(readFileSync(0, "utf8"));
        {ASK}
        console.log(JSON.stringify(answers));
    """
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script], input=json.dumps(asked), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.shared
@pytest.mark.node
@each_file
def test_node_agrees_on_every_winner(path):
    asked, answers = questions(path)
    assert in_node(asked) == answers


@pytest.fixture(scope="module")
def page():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.route("http://count.test/", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.route(
            "http://count.test/count.js",
            lambda route: route.fulfill(body=MODULE.read_text(), content_type="text/javascript"),
        )
        page.goto("http://count.test/")
        yield page
        browser.close()


@pytest.mark.shared
@pytest.mark.browser
@pytest.mark.parametrize("path", [path for path in PATHS if BIG not in path.stem], ids=lambda path: path.stem[:40])
def test_chromium_agrees_on_every_winner(page, path):
    asked, answers = questions(path, climb=False)
    told = page.evaluate(
        "async (questions) => { const {parse, count} = await import('/count.js');" + ASK + "return answers; }", asked
    )
    assert told == answers


@pytest.mark.node
def test_ties_decimals_and_odd_ids_agree_too():
    text = (
        'META\nkey;value\nbudget;10,50\nvote_type;cumulative\nPROJECTS\nproject_id;cost;name\n"a;1";5.25;x\n'
        'b/2;5.25;"two\nlines"\nc;5.25;\nVOTES\nvoter_id;vote;points\n1;a;1;1\n'
    ).replace("1;a;1;1\n", '1;b/2,c;1.5,1.5\n2;"a;1";1.5\n3;c,b/2;2,1\n4;"a;1";1\n')
    file = parse(text)
    election = from_file(file)
    asked, answers = [], []
    for seed in ("", "2026", "高雄"):
        for name in RULES:
            if name != "phragmen":
                asked.append({"text": text, "rule": name, "seed": seed, "level": None})
                result = count(election, RULES[name], seed)
                answers.append([result.winners, str(result.spent), str(election.scale)])
    assert in_node(asked) == answers
    assert len({tuple(winners) for winners, _, _ in answers}) > 1

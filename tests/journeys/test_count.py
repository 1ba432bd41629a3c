"""Counting a budget in the visitor's own browser: by the file's rule, by another, and what a broken file says."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from proposals.budgets.counting.ballots import from_file
from proposals.budgets.counting.count import count
from proposals.budgets.counting.methods import RULES
from proposals.budgets.counting.official import official
from proposals.budgets.counting.pabulib import read
from tests.journeys.test_accessible import RULES as AXE_RULES
from tests.proposals.budgets.counting.javascript import FOLDER

pytestmark = pytest.mark.browser

BROKEN = "META\nkey;value\nbudget;100\nPROJECTS\nproject_id;cost\nA;much\nVOTES\nvoter_id;vote\n1;A\n"
# Equal shares grows here by one unit at a time to a thousand millions: nobody waits for that.
ENDLESS = "META\nkey;value\nbudget;1000000000\nPROJECTS\nproject_id;cost\nA;1000000000\nVOTES\nvoter_id;vote\n1;A\n2;\n"


def winners(page):
    """The ids of the winners that are shown, in their order."""
    return [text.removeprefix("#") for text in page.locator("#found tbody.is-won [data-id]").all_inner_texts()]


def choose(page, name, text):
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "", "buffer": text.encode()})


def test_a_visitor_counts_the_example_in_one_click_then_by_another_rule(window):
    file = read(FOLDER / "example.pb")
    election, sent = from_file(file), []
    page = window()
    page.on("request", lambda request: sent.append(request) if request.method != "GET" else None)
    page.goto("/budgets/count/")
    page.get_by_role("button", name="用範例試試看").click()
    expect(page.locator("#count-voice")).to_have_text("計票完成：10 案中選上 3 案，預算 NT$600,000，用去 NT$570,000。")
    assert winners(page) == official(file, election).count.winners
    expect(page.locator("#found")).to_contain_text("與公布的結果相同")

    page.locator("[name=rule]").select_option("equal-shares-add1")
    expect(page.locator("#found")).to_contain_text("每人的額度是 NT$4,264")
    assert winners(page) == count(election, RULES["equal-shares-add1"]).winners
    expect(page.locator("#found tbody").first).to_contain_text("第 1 輪選上")
    assert Axe().run(page, options=AXE_RULES).response["violations"] == []
    assert sent == []


def test_a_broken_file_is_told_with_its_line_and_loses_nothing(window):
    page = window()
    page.goto("/en/budgets/count/")
    page.locator("[name=rule]").select_option("phragmen")
    page.get_by_role("button", name="Try it with an example").click()
    expect(page.locator("#found tbody.is-won")).to_be_visible()
    before = winners(page)
    choose(page, "broken.pb", BROKEN)
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text("broken.pb, line 6: the cost of project “A”: “much” is not a number.")
    expect(fault).to_contain_text("still the count of example.pb")
    assert (page.locator("[name=rule]").input_value(), winners(page)) == ("phragmen", before)

    choose(page, "broken.pb", BROKEN.replace("much", "70"))
    expect(page.locator("#found-title")).to_have_text("broken.pb")
    expect(page.locator("#found tbody.is-won")).to_contain_text("A")
    expect(fault).to_be_empty()


def test_a_long_count_leaves_the_page_alive_and_can_be_stopped(window):
    page = window()
    page.goto("/budgets/count/")
    page.locator("[name=rule]").select_option("equal-shares-add1")
    choose(page, "endless.pb", ENDLESS)
    expect(page.locator("[data-busy]")).to_contain_text("每人的額度加到 NT$500,")
    page.get_by_role("button", name="停止").click()
    expect(page.locator("#busy")).to_be_hidden()
    page.locator("[name=rule]").select_option("greedy")
    expect(page.locator("#found tbody.is-won")).to_contain_text("A")


def test_without_javascript_the_page_tells_how_to_count(window):
    page = window(java_script_enabled=False)
    page.goto("/budgets/count/")
    expect(page.locator("main")).to_contain_text("python manage.py count FILE.pb --rule")
    expect(page.locator("#counting")).to_be_hidden()

"""Counting a budget in the visitor's own browser: by the file's rule, by another, and what a broken file says."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from proposals.budgets.counting.count import count
from proposals.budgets.counting.count_remarks import remarks_on
from proposals.budgets.counting.methods import RULES
from proposals.budgets.counting.official import official
from proposals.budgets.counting.pabulib import parse, read
from proposals.budgets.counting.papers import from_file
from tests import databases
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.test_accessible import RULES as AXE_RULES
from tests.proposals.budgets.counting.javascript import FOLDER
from tests.served import served

pytestmark = pytest.mark.browser

BROKEN = "META\nkey;value\nbudget;100\nPROJECTS\nproject_id;cost\nA;much\nVOTES\nvoter_id;vote\n1;A\n"
# Equal shares grows here by one unit at a time to a thousand millions: nobody waits for that.
ENDLESS = "META\nkey;value\nbudget;1000000000\nPROJECTS\nproject_id;cost\nA;1000000000\nVOTES\nvoter_id;vote\n1;A\n2;\n"


# One ballot of a voter who is there twice, results that nobody gave, and three projects that only the lot sets apart.
CLAIMS = """META
key;value
budget;100
rule;greedy
PROJECTS
project_id;cost;votes;name
A;100;9999;Arcade
B;100;1;Bridge
C;100;1;Court
VOTES
voter_id;vote
1;A
1;b
2;C
"""


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker):
    """One program for all of them: nobody writes anything here."""
    with django_db_blocker.unblock(), databases.cloned(), served() as running:
        yield running


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
    expect(page.locator("#remarks-title")).to_have_text("沒有備註：檔案裡沒有與選票互相矛盾的地方。")

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
    expect(fault).to_contain_text(
        "broken.pb, line 6: the cost of project “A”: “much” is not a number: write digits only"
    )
    expect(fault).to_contain_text("still the count of example.pb")
    assert (page.locator("[name=rule]").input_value(), winners(page)) == ("phragmen", before)

    choose(page, "broken.pb", BROKEN.replace("much", "70"))
    expect(page.locator("#found-title")).to_have_text("broken.pb")
    expect(page.locator("#found tbody.is-won")).to_contain_text("A")
    expect(fault).to_be_empty()


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_what_a_file_claims_against_its_ballots_is_told_beside_the_count(window, size, scheme):
    """In the words of the command line, and fit for everybody."""
    file = parse(CLAIMS)
    ruled = official(file, from_file(file), "2026-11-27")
    told = [remark.words["zh"] for remark in remarks_on(file, ruled.count, ruled)]
    page = window(size=size, color_scheme=scheme)
    page.goto("/budgets/count/")
    page.get_by_label("抽籤種子").fill("2026-11-27")
    choose(page, "claims.pb", CLAIMS)
    expect(page.locator("#count-voice")).to_contain_text(f"這個檔案有 {len(told)} 項備註")
    items = page.locator(".remarks li").all_inner_texts()
    assert len(told) == 4 and [item.split("行：")[-1] for item in items] == told
    assert winners(page) == ruled.count.winners
    expect(page.locator("#found tbody").first).to_contain_text("由抽籤決定（抽籤種子「2026-11-27」）")
    expect(page.locator("[data-rule]")).to_contain_text("抽籤種子：2026-11-27。")
    assert Axe().run(page, options=AXE_RULES).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_another_seed_draws_another_winner_as_soon_as_it_is_typed(window):
    """Void if both drew the same."""
    file = parse(CLAIMS)
    drawn = {seed: official(file, from_file(file), seed).count.winners for seed in ("2026-11-27", "third", "x")}
    one, other = next((one, other) for one in drawn for other in drawn if drawn[one] != drawn[other])
    page = window()
    page.goto("/en/budgets/count/")
    choose(page, "claims.pb", CLAIMS)
    expect(page.locator("#found tbody").first).to_contain_text("decided by the lot; no seed was given")
    for seed in (one, other):
        page.get_by_label("Seed of the lot").fill(seed)
        page.keyboard.press("Tab")
        expect(page.locator("#found tbody").first).to_contain_text(f"with the seed “{seed}”")
        assert winners(page) == drawn[seed]


DROP = """(names) => {
  const carried = new DataTransfer();
  for (const [name, text] of Object.entries(names)) carried.items.add(new File([text], name));
  document.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


def test_of_two_dropped_files_one_is_counted_and_the_other_is_named(window):
    page = window(size=DESKTOP)
    page.goto("/en/budgets/count/")
    page.evaluate(DROP, {"one.pb": CLAIMS, "two.pb": CLAIMS, "three.pb": CLAIMS})
    expect(page.locator("#found-title")).to_have_text("one.pb")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Only one.pb is counted, one file at a time. Not counted: two.pb, three.pb.")
    page.evaluate(DROP, {"two.pb": CLAIMS})
    expect(page.locator("#found-title")).to_have_text("two.pb")
    expect(alert).to_be_empty()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/budgets/count/", "第 1 行：這個檔案是 UTF-16 編碼。請另存成 UTF-8"),
        ("/en/budgets/count/", "save it as UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_with_the_remedy(window, address, says):
    page = window()
    page.goto(address)
    file = {"name": "saved.pb", "mimeType": "", "buffer": CLAIMS.encode("utf-16")}
    page.set_input_files("input[type=file]", file)
    expect(page.get_by_role("alert")).to_contain_text(says)


def test_a_long_count_leaves_the_page_alive_and_can_be_stopped(window):
    page = window()
    page.goto("/budgets/count/")
    page.locator("[name=rule]").select_option("equal-shares-add1")
    choose(page, "endless.pb", ENDLESS)
    expect(page.locator("[data-busy]")).to_contain_text("每人的額度加到 500,")
    page.get_by_role("button", name="停止").click()
    expect(page.locator("#busy")).to_be_hidden()
    page.locator("[name=rule]").select_option("greedy")
    expect(page.locator("#found tbody.is-won")).to_contain_text("A")


def test_without_javascript_the_page_tells_how_to_count(window):
    page = window(java_script_enabled=False)
    page.goto("/budgets/count/")
    expect(page.locator("main")).to_contain_text("python manage.py count FILE.pb --rule")
    expect(page.locator("#counting")).to_be_hidden()

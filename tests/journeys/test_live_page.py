"""What a page does with live numbers of any kind: two kinds beside each other, over a socket and without one.

No server: the page, its script, the socket and the answers to polling are played here.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).resolve().parents[2] / "civic/static/civic/js/live.js"
SITE = "http://civic.test"
WORDS = {
    "kinds": {
        "share": {
            "labels": {"open": "投票中", "closed": "投票結束"},
            "spoken": {"voters": "已有 {number} 人投票"},
            "poll": {"url": "/shares.json", "key": "box"},
        },
        "letter": {"labels": {}, "spoken": {}},
    },
    "phase": "現在：{phase}",
    "stale": "停了 {minutes} 分鐘",
}
SHARE = """
<div data-topic="share:1" data-version="1" data-phase="open">
  <b data-live="voters">10</b>
  <progress data-live="voters" data-live-as="progress" data-live-most="roll" data-words="{n} / {most}"
    max="100" value="10"></progress>
  <s data-live="voters" data-live-as="missing" data-live-most="roll"
    data-none="滿了" data-one="差一人" data-many="差 {n} 人">差 90 人</s>
  <i data-live="days" data-live-as="days" data-none="今天截止" data-one="剩一天" data-many="還有 {n} 天">還有 9 天</i>
  <u data-live="phase" data-live-as="label">投票中</u>
  <p data-live-if="open">form</p>
</div>"""
FRAME = """<!doctype html><html lang="zh-Hant"><body>{body}<p id="live-notice" hidden></p><p id="live-voice"></p>
<script id="live-words" type="application/json">{words}</script><script type="module" src="/live.js"></script></body>"""
LETTER = '<div data-topic="letter:1" data-version="1"><b data-live="sent">0</b></div>'
NEWER = {"version": 2, "voters": 1234, "roll": 2000, "days": 0, "phase": "closed", "open": False}


@pytest.fixture
def page(browser):
    context = browser.new_context(reduced_motion="reduce", locale="zh-TW")
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()
    assert page.complaints == []


def open_page(page, body, answers=None):
    """A page with `body`; `answers`: {path: JSON} for polling. Returns what was asked for."""
    words = json.dumps(WORDS, ensure_ascii=False)
    html = FRAME.format(body=body, words=words)
    asked = []

    def answer(route):
        path = route.request.url.removeprefix(SITE)
        asked.append(path)
        name = path.partition("?")[0]
        if name == "/live.js":
            route.fulfill(body=SCRIPT.read_text(encoding="utf-8"), content_type="text/javascript")
        elif name == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif name in (answers or {}):
            route.fulfill(json=answers[name])
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.goto(f"{SITE}/")
    return asked


def tell(page, *messages):
    """Play the socket: whoever connects is told `messages`."""
    page.route_web_socket("**/live/**", lambda line: [line.send(json.dumps(message)) for message in messages])


def tell_and_open(page, told):
    """A page of as many shares as `told` has, {number: what its newer version says otherwise}."""
    tell(page, *({"topic": f"share:{number}", **NEWER, **given} for number, given in told.items()))
    open_page(page, "".join(SHARE.replace("share:1", f"share:{number}") for number in told))


def refuse_sockets(page):
    page.add_init_script(
        "WebSocket = class { static OPEN = 1; constructor() { setTimeout(() => this.onclose?.()); } close() {} };"
    )


def test_every_figure_of_another_kind_is_filled(page):
    tell(page, {"topic": "share:1", **NEWER})
    open_page(page, SHARE)
    expect(page.locator("b")).to_have_text("1,234")
    expect(page.locator("i")).to_have_text("今天截止")
    expect(page.locator("u")).to_have_text("投票結束")
    assert page.locator("u").get_attribute("data-phase") == "closed"
    assert page.locator("div").get_attribute("data-phase") == "closed"
    assert page.eval_on_selector("progress", "bar => [bar.value, bar.max]") == [1234, 2000]
    assert page.locator("progress").get_attribute("aria-valuetext") == "1,234 / 2,000"
    expect(page.locator("s")).to_have_text("差 766 人")
    expect(page.locator("div p")).to_be_hidden()


def test_two_kinds_stand_beside_each_other(page):
    tell(page, {"topic": "share:1", **NEWER}, {"topic": "letter:1", "version": 2, "sent": 5})
    open_page(page, SHARE + LETTER)
    expect(page.locator("[data-topic='share:1'] b")).to_have_text("1,234")
    expect(page.locator("[data-topic='letter:1'] b")).to_have_text("5")
    assert page.locator("[data-topic='letter:1']").get_attribute("data-phase") is None


def test_what_moved_is_spoken_in_the_words_of_its_kind(page):
    tell(page, {"topic": "share:1", **NEWER, "phase": "open"})
    open_page(page, SHARE)
    expect(page.locator("#live-voice")).to_have_text("已有 1,234 人投票")


def test_a_change_of_phase_is_spoken_at_once(page):
    tell(page, {"topic": "share:1", **NEWER})
    open_page(page, SHARE)
    expect(page.locator("#live-voice")).to_have_text("現在：投票結束")


def test_an_older_version_changes_nothing(page):
    tell(page, {"topic": "share:1", **NEWER, "version": 0}, {"topic": "letter:1", "version": 2, "sent": 5})
    open_page(page, SHARE + LETTER)
    expect(page.locator("[data-topic='letter:1'] b")).to_have_text("5")
    expect(page.locator("[data-topic='share:1'] b")).to_have_text("10")


def test_without_a_socket_each_kind_is_asked_for_where_its_plug_says(page):
    refuse_sockets(page)
    asked = open_page(page, SHARE + LETTER, {"/shares.json": [{"box": 1, **NEWER}]})
    expect(page.locator("[data-topic='share:1'] b")).to_have_text("1,234")
    assert {path for path in asked if "json" in path} == {"/shares.json?box=1"}, "however often meanwhile"


def test_a_page_that_is_not_live_says_so(page):
    refuse_sockets(page)
    open_page(page, LETTER)
    expect(page.locator("#live-notice")).to_have_text("停了 1 分鐘")


def test_the_last_number_of_a_burst_is_spoken_once_it_is_quiet(page):
    page.clock.install()
    lines = []
    page.route_web_socket("**/live/**", lambda line: lines.append(line))
    open_page(page, SHARE)
    for version, voters in enumerate((11, 12, 13), start=2):
        lines[0].send(json.dumps({"topic": "share:1", **NEWER, "version": version, "voters": voters, "phase": "open"}))
        expect(page.locator("b")).to_have_text(str(voters))
    expect(page.locator("#live-voice")).to_have_text("已有 11 人投票")
    page.clock.run_for(45_000)
    expect(page.locator("#live-voice")).to_have_text("已有 13 人投票")


def test_how_many_more_it_takes_is_said(page):
    cases = {1: (1999, "差一人"), 2: (2000, "滿了"), 3: (2001, "滿了")}
    tell_and_open(page, {number: {"voters": voters} for number, (voters, _words) in cases.items()})
    for number, (_voters, words) in cases.items():
        expect(page.locator(f"[data-topic='share:{number}'] s")).to_have_text(words)


@pytest.mark.parametrize("days_off", [-2, 2, 40])
def test_the_days_left_are_the_servers_whatever_the_visitors_clock_says(page, days_off):
    page.clock.set_fixed_time(datetime.now() + timedelta(days=days_off))
    cases = {1: (0, "今天截止"), 2: (1, "剩一天"), 3: (33, "還有 33 天"), 4: (None, "還有 9 天")}
    tell_and_open(page, {number: {"days": days} for number, (days, _words) in cases.items()})
    for number, (_days, words) in cases.items():
        expect(page.locator(f"[data-topic='share:{number}'] b")).to_have_text("1,234")
        expect(page.locator(f"[data-topic='share:{number}'] i")).to_have_text(words)


def test_a_socket_that_is_open_and_silent_is_no_line(page):
    page.clock.install()
    page.route_web_socket("**/live/**", lambda line: None)
    open_page(page, SHARE + LETTER, {"/shares.json": [{"box": 1, **NEWER}]})
    expect(page.locator("#live-notice")).to_be_hidden()
    page.clock.run_for(6_100)
    expect(page.locator("#live-notice")).to_have_text("停了 1 分鐘")
    page.clock.run_for(2_000)
    expect(page.locator("[data-topic='share:1'] b")).to_have_text("1,234")


def test_a_socket_that_finds_its_voice_ends_the_asking(page):
    page.clock.install()
    lines = []
    page.route_web_socket("**/live/**", lambda line: lines.append(line))
    asked = open_page(page, SHARE, {"/shares.json": [{"box": 1, **NEWER}]})
    page.clock.run_for(10_000)
    expect(page.locator("b")).to_have_text("1,234")
    lines[0].send(json.dumps({"topic": "share:1", **NEWER, "version": 3, "voters": 1235}))
    expect(page.locator("b")).to_have_text("1,235")
    expect(page.locator("#live-notice")).to_be_hidden()
    before = len(asked)
    page.clock.run_for(60_000)
    assert len(asked) == before

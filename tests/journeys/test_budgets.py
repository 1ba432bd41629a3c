"""Voting on a participatory budget on a phone, watching the turnout, and counting a counted one again."""

import json

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from proposals.ballots import reading
from proposals.budgets import actions
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.models import Cycle
from tests import people
from tests.journeys.conftest import DESKTOP
from tests.proposals.budgets import life
from tests.waiting import until

pytestmark = pytest.mark.browser

COUNTS = "您的選票已經算數。"


def ballot_path(cycle, area=1):
    return f"/budgets/{cycle.pk}/ballot/?area={area}"


def own(cycle, person):
    """What the box says of somebody's ballot; None if there is none."""
    ballot = reading.own(boxes_of(cycle).first(), person.pk, now=timezone.now())
    return ballot and ballot.choices


@pytest.fixture
def team(server):
    return life.team()


@pytest.fixture
def mei(server):
    return people.CAST["mei"]()


def test_a_ballot_is_cast_and_changed_by_tapping_while_a_second_window_sees_the_turnout(window, team, mei):
    cycle = life.voting(team[0], least=2, most=2, **life.today())
    watcher, listing = window(), window()
    watcher.goto(f"/budgets/{cycle.pk}/")
    listing.goto("/budgets/")
    turnouts = [page.locator('[data-live="turnout"]') for page in (watcher, listing)]
    for turnout in turnouts:
        expect(turnout).to_have_text("0")

    phone = window(mei, has_touch=True, is_mobile=True)
    phone.goto(ballot_path(cycle))
    state = phone.locator("[data-state]")
    expect(state).to_have_text("還沒有選擇。")
    phone.locator("label[for=p-1]").tap()
    expect(state).to_have_text("再選 1 案才算數。")
    assert own(cycle, mei) is None
    phone.locator("label[for=p-2]").tap()
    expect(state).to_have_text(COUNTS)
    expect(phone.locator("#ballot-stands")).to_be_visible()
    assert own(cycle, mei) == (1, 2)
    for turnout in turnouts:
        expect(turnout).to_have_text("1")

    phone.locator("label[for=p-2]").tap()
    expect(state).to_have_text("再選 1 案才算數。在那之前，您先前的選票照算。")
    expect(phone.locator("#ballot-stands")).to_be_hidden()
    phone.locator("label[for=p-3]").tap()
    expect(state).to_have_text(COUNTS)
    assert own(cycle, mei) == (1, 3)
    cycle.refresh_from_db()
    expect(turnouts[0]).to_have_text("1")


def test_a_ballot_is_cast_by_the_keyboard_alone(window, team, mei):
    cycle = life.voting(team[0], **life.today())
    phone = window(mei)
    phone.goto(ballot_path(cycle))
    first = phone.locator(".ballot-row input").first
    number = int(first.get_attribute("value"))
    for _step in range(60):
        phone.keyboard.press("Tab")
        if first.evaluate("here => here === document.activeElement"):
            break
    phone.keyboard.press("Space")
    expect(phone.locator("[data-state]")).to_have_text(COUNTS)
    assert own(cycle, mei) == (number,)
    for _step in range(60):
        phone.keyboard.press("Tab")
        if phone.evaluate("document.activeElement.id") == "blank":
            break
    blank, purse = (phone.locator(place).bounding_box() for place in ("#blank", ".purse"))
    assert blank["y"] + blank["height"] <= purse["y"], "what has the focus is not behind the bar"
    phone.keyboard.press("Space")
    until(lambda: own(cycle, mei) == ())
    expect(first).not_to_be_checked()


def test_an_incomplete_choice_is_kept_on_the_device_until_it_counts(window, team, mei):
    cycle = life.voting(team[0], least=2, most=2, **life.today())
    phone = window(mei)
    phone.goto(ballot_path(cycle))
    phone.locator("#p-2").check()
    phone.reload()
    expect(phone.locator("#p-2")).to_be_checked()
    expect(phone.locator("[data-state]")).to_have_text("再選 1 案才算數。")
    assert own(cycle, mei) is None and cycle.areas.get().box.turnout == 0
    phone.locator("#p-3").check()
    expect(phone.locator("[data-state]")).to_have_text(COUNTS)
    assert phone.evaluate("localStorage.length") == 0

    phone.locator("#p-3").uncheck()
    phone.reload()
    expect(phone.locator("#p-3")).not_to_be_checked()
    expect(phone.locator("[data-state]")).to_have_text("再選 1 案才算數。在那之前，您先前的選票照算。")
    assert own(cycle, mei) == (2, 3)


def test_a_choice_that_could_not_be_sent_stays_and_goes_at_a_press(window, team, mei):
    cycle = life.voting(team[0], **life.today())
    phone = window(mei)
    phone.goto(ballot_path(cycle))
    cast = phone.locator("[data-cast]")
    expect(cast).to_be_hidden()
    phone.route("**/ballot/", lambda route: route.fulfill(body="<h1>Bad Gateway</h1>"))
    phone.locator("#p-1").check()
    expect(phone.locator("[data-state]")).to_contain_text("沒有送出去")
    phone.unroute("**/ballot/")
    phone.reload()
    expect(phone.locator("#p-1")).to_be_checked()
    assert own(cycle, mei) is None
    cast.click()
    expect(phone.locator("[data-state]")).to_have_text(COUNTS)
    assert own(cycle, mei) == (1,)


@pytest.mark.parametrize(
    ("form", "fields", "fill", "says", "expected"),
    [
        ("knapsack", {"most": 3}, [("#p-1", True), ("#p-3", True)], "NT$10", (1, 3)),
        ("points", {"points": 10}, [("#p-1", "7"), ("#p-2", "3")], "還剩 0 點", (1, 7, 2, 3)),
        ("ranking", {"most": 3}, [("#p-3", "1"), ("#p-1", "2")], "已選 2 案", (3, 1)),
    ],
)
def test_every_form_of_ballot_is_cast_as_it_is_filled_in(window, team, mei, form, fields, fill, says, expected):
    cycle = life.voting(team[0], form=form, **fields, **life.today())
    phone = window(mei)
    phone.goto(ballot_path(cycle))
    for field, value in fill:
        place = phone.locator(field)
        if value is True:
            place.check()
        elif form == "ranking":
            place.select_option(value)
        else:
            place.fill(value)
            place.press("Tab")
    expect(phone.locator("[data-left]")).to_contain_text(says)
    expect(phone.locator("[data-state]")).to_have_text(COUNTS)
    until(lambda: own(cycle, mei) == expected)
    expect(phone.locator("[data-bar]")).to_be_visible(visible=form == "knapsack")
    phone.reload()
    expect(phone.locator("[data-state]")).to_have_text(COUNTS)


def test_too_much_money_is_told_before_it_is_sent(window, team, mei):
    cycle = life.voting(team[0], form="knapsack", most=3, **life.today())
    phone = window(mei)
    phone.goto(f"/en{ballot_path(cycle)}")
    for number in (1, 2):
        phone.locator(f"#p-{number}").check()
        expect(phone.locator("[data-state]")).to_have_text("Your ballot counts.")
    phone.locator("#p-3").check()
    expect(phone.locator("[data-state]")).to_contain_text("This costs more than there is. Until then your ear")
    expect(phone.locator("[data-left]")).to_have_text("NT$20 too much")
    assert own(cycle, mei) == (1, 2)


def test_a_ballot_is_cast_and_changed_without_scripts(window, team, mei):
    cycle = life.voting(team[0], least=2, most=2, **life.today())
    phone = window(mei, java_script_enabled=False)
    phone.goto(ballot_path(cycle))
    phone.locator("#p-1").check()
    phone.locator("[data-cast]").click()
    expect(phone.get_by_role("alert")).to_contain_text("再選 1 案才算數")
    expect(phone.locator("#p-1")).to_be_checked()
    phone.locator("#p-3").check()
    phone.locator("[data-cast]").click()
    expect(phone.locator("#ballot-stands")).to_be_visible()
    assert own(cycle, mei) == (1, 3)
    phone.locator("#p-3").uncheck()
    phone.locator("#p-2").check()
    phone.get_by_role("button", name="更改選票").click()
    expect(phone.locator("#p-3")).not_to_be_checked()
    assert own(cycle, mei) == (1, 2)


def test_the_standing_moves_in_a_second_window(window, team, mei):
    cycle = life.voting(team[0], policy="open", **life.today())
    wall = window(size=DESKTOP)
    wall.goto(f"/budgets/{cycle.pk}/wall/")
    area = wall.locator("[data-standing='1']")
    expect(area.locator("[data-none]")).to_be_visible()
    for voter in people.crowd(9):
        life.vote(cycle, voter, 2, now=timezone.now())
    phone = window(mei)
    phone.goto(ballot_path(cycle))
    phone.locator("label[for=p-3]").click()
    expect(phone.locator("[data-state]")).to_have_text(COUNTS)
    expect(area.locator("[data-as-of]")).to_contain_text("10")
    expect(area.locator(".is-in").first).to_have_attribute("data-number", "2")


@pytest.fixture
def over(own_database):
    """A budget whose vote is over and waits for its count, and the two who confirm it."""
    team = life.team()
    cycle = life.voting(team[0])
    for voter in people.crowd(10):
        life.vote(cycle, voter, 1, 3)
    return cycle, team


def test_the_result_comes_into_a_second_window(over, window):
    cycle, team = over
    wall = window(size=DESKTOP)
    wall.goto(f"/budgets/{cycle.pk}/wall/")
    expect(wall.locator("main")).to_contain_text("投票已經結束")
    until(lambda: boxes_of(cycle).get().closed_at)
    for person in team:
        actions.confirm_count(cycle, person, now=timezone.now(), seed="7 8 9")
    expect(wall.locator("main.is-revealed .is-in")).to_have_count(2)
    assert [row.get_attribute("data-number") for row in wall.locator(".is-in").all()] == ["1", "3"]


@pytest.fixture
def counted(own_database):
    """A counted budget, made before the program is served: its clock would close a vote of the past at once."""
    team = life.team()
    cycle = life.voting(team[0], rule="equal-shares-add1", title="港邊的錢")
    for number, voter in enumerate(people.crowd(12)):
        life.vote(cycle, voter, 1 + number % 3, 1 + (number + 1) % 3)
    return life.counted(Cycle.objects.get(pk=cycle.pk), *team)


def test_a_counted_budget_is_counted_again_in_one_click(counted, window):
    """The file of the town's own count says who was chosen, and the page finds the same."""
    cycle, result = counted, counted.areas.get().result
    assert "selected" in result.file and result.won
    page, sent = window(size=DESKTOP), []
    page.on("request", lambda request: sent.append(request) if request.method != "GET" else None)
    page.goto(f"/budgets/{cycle.pk}/")
    page.get_by_role("link", name="自己再算一次").click()
    expect(page.locator("#found")).to_contain_text("與公布的結果相同")
    found = [text.removeprefix("#") for text in page.locator("#found tbody.is-won [data-id]").all_inner_texts()]
    assert found == result.report["winners"]
    assert page.locator("[name=seed]").input_value() == cycle.seed
    assert json.loads(page.request.get(f"/budgets/{cycle.pk}/result.json").text())["winners"] == list(map(int, found))
    assert sent == []

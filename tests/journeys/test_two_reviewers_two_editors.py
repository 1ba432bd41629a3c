"""Two reviewers on one proposal, two editors on one page: the second is shown what the first did, keeps every word, and
decides anew."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from civic.city.models import Theme
from cms.actions import publish_outcome
from cms.models import OutcomePage
from proposals import actions
from proposals.models import Proposal
from tests import people
from tests.journeys.conftest import DESKTOP

pytestmark = pytest.mark.browser


@pytest.fixture
def submitted(server):
    """A proposal of bo's that waits for its review."""
    bo, _ann = people.CAST["bo"](), people.CAST["ann"]()
    words = {"title": "在路口種樹", "body": "夏天沒有樹蔭。", "benefits": "走路的人有樹蔭。"}
    theme = Theme.objects.first()
    draft = actions.save_draft(bo, now=timezone.now(), theme=theme, agency=people.transport(), **words)
    return actions.submit(draft, bo, now=timezone.now())


def test_a_review_decides_on_the_text_that_was_read(window, submitted):
    desks = [window(people.person(name, roles=["reviewer"]), size=DESKTOP) for name in ("rui", "ria")]
    for desk in desks:
        desk.goto(f"/desk/review/{submitted.pk}/")
    first, second = desks
    first.locator("[name=amendment-note]").fill("請寫明是哪些路口")
    first.locator("#amendment button").click()
    expect(first.locator("main")).to_contain_text("已請提議者補正")
    bo = submitted.proposer
    actions.save_draft(bo, now=timezone.now(), proposal=submitted, body="請在中山路口種樹。")
    actions.amend(submitted, bo, now=timezone.now())

    second.locator("[name=refusal-grounds][value=R05]").check()
    second.locator("[name=refusal-note]").fill("看不出在哪裡")
    second.locator("#refusal button").click()
    expect(second.locator(".wrong-summary")).to_contain_text("您打開頁面之後")
    expect(second.locator("main")).to_contain_text("請在中山路口種樹。")
    expect(second.locator("[name=refusal-note]")).to_have_value("看不出在哪裡")
    expect(second.locator("[name=refusal-grounds][value=R05]")).to_be_checked()
    assert Proposal.objects.get(pk=submitted.pk).reviewed_at is None
    second.locator("#refusal button").click()
    second.wait_for_url("**/desk/review/")
    decided = Proposal.objects.get(pk=submitted.pk)
    assert (decided.grounds, decided.refusal_note) == (["R05"], "看不出在哪裡")


def test_of_two_decisions_the_second_is_told_of_the_first_and_its_reason_is_handed_back(window, submitted):
    desks = [window(people.person(name, roles=["reviewer"]), size=DESKTOP) for name in ("rui", "ria")]
    for desk in desks:
        desk.goto(f"/desk/review/{submitted.pk}/")
    first, second = desks
    first.locator("#passing button").click()
    expect(first.locator("main")).to_contain_text("已通過檢核")
    second.locator("[name=refusal-grounds][value=R05]").check()
    second.locator("[name=refusal-note]").fill("寫了很久的理由")
    second.locator("#refusal button").click()
    expect(second.get_by_text("寫了很久的理由")).to_be_visible()
    decided = Proposal.objects.get(pk=submitted.pk)
    assert decided.reviewer.nickname == "rui" and decided.refused_at is None


def test_an_outcome_page_is_not_written_over_unseen(window, server):
    words = {"why": "因為淹水。", "who": "里民。", "said": "蚊子怎麼辦？", "decided": "先做兩條路。"}
    page = publish_outcome(
        key="rain", language="zh-hant", title="會喝水的分隔島", summary="花台比馬路高。", year=2026, method="proposal",
        theme=Theme.objects.first(), **words,
    )  # fmt: skip
    editors = [window(people.person(name, roles=["editor"]), size=DESKTOP) for name in ("eve", "eli")]
    for editor in editors:
        editor.goto(f"/cms/pages/{page.pk}/edit/")
    first, second = editors
    first.locator("#id_summary").fill("甲寫的一句話。")
    save(first)
    expect(first.locator(".messages")).to_contain_text("會喝水的分隔島")
    second.locator("#id_title").fill("乙的標題")
    save(second)
    told = second.locator("section.conflict")
    expect(told).to_contain_text("eve 在這段時間儲存了這一頁")
    expect(told).to_contain_text("甲寫的一句話。")
    expect(second.locator("#id_title")).to_have_value("乙的標題")
    assert newest(page).title == "會喝水的分隔島"
    second.locator("#id_summary").fill("甲寫的一句話。")
    save(second)
    expect(second.locator(".messages")).to_contain_text("乙的標題")
    assert (newest(page).title, newest(page).summary) == ("乙的標題", "甲寫的一句話。")


def save(editor):
    editor.locator("footer .action-save").first.click()


def newest(page):
    return OutcomePage.objects.get(pk=page.pk).get_latest_revision_as_object()

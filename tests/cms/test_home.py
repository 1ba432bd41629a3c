"""The home page: what needs a hand today, each proposal once, and each figure with the list behind it."""

import re

import pytest

from civic.windows import Window
from cms import front
from cms.actions import publish_news
from proposals import actions
from tests.cms.events import announced
from tests.people import DAY, NOON
from tests.proposals import life

pytestmark = pytest.mark.django_db
NOW = life.OPENS + life.DAY


def collecting(cast, title, lacks, days):
    """One that lacks so many endorsements, and so many days of its window are left."""
    proposal = life.submitted(cast, title=title)
    window = Window(life.OPENS, life.OPENS + (days + 1) * life.DAY)
    proposal = actions.pass_review(proposal, cast.rui, now=life.PASSED, window=window, threshold=10)
    life.endorse(proposal, 10 - lacks, life.OPENS + life.TICK)
    return proposal


def test_in_turn_what_lacks_the_fewest_and_what_ends_the_soonest_each_once(cast):
    for title, lacks, days in (("近", 1, 9), ("急", 9, 1), ("近急", 2, 2), ("遠", 8, 40), ("中", 5, 20)):
        collecting(cast, title, lacks, days)
    assert [card.title for card in front.hands(NOW)] == ["近", "急", "近急", "中"]


def test_what_is_established_or_over_needs_no_hand(cast):
    life.established(cast, title="成")
    collecting(cast, "過", 5, 0)
    assert front.hands(NOW + life.DAY) == []


def test_no_proposal_stands_on_the_page_twice(client, cast, at):
    for number in range(6):
        collecting(cast, f"第{number}件提議", 1 + number, 3 + number)
    life.answered(cast, title="已經回應的那件")
    life.established(cast, title="等待回應的那件")
    at(life.OPENS + 3 * life.DAY)
    links = re.findall(r'href="(/proposals/\d+/)"', client.get("/").content.decode())
    assert len(links) == len(set(links)) >= 6


def test_each_figure_leads_to_as_many_as_it_says(client, cast, at):
    collecting(cast, "開", 5, 30)
    life.answered(cast, title="答")
    life.established(cast, title="等")
    at(life.OPENS + 4 * life.DAY)
    figures = front.figures(life.OPENS + 4 * life.DAY)
    page = client.get("/").content.decode()
    for name, query in (("open", {"phase": "open"}), ("waiting", {"phase": "established", "sort": "late"}),
                        ("answered", {"phase": "answered"})):  # fmt: skip
        address = "&amp;".join(f"{key}={value}" for key, value in query.items())
        assert f'href="/proposals/?{address}"' in page, name
        assert client.get("/proposals/", query).context["page"].paginator.count == figures[name] > 0, name


def test_the_home_page_costs_the_same_for_one_as_for_many(client, cast, at, django_assert_max_num_queries):
    for number in range(5):
        collecting(cast, f"第{number}件", 5, 5)
    at(NOW)
    client.get("/")
    with django_assert_max_num_queries(20):
        client.get("/")


def test_the_newest_news_stand_on_the_page_with_their_day_and_lead_to_all(client, eve, at):
    at(NOON + 4 * DAY)
    assert 'class="section news"' not in client.get("/").content.decode()
    for number, title in enumerate(("舊的", "雨季前清溝")):
        publish_news(key=f"n{number}", language="zh-hant", title=title, summary="週末。", text="請移車。",
                     at=NOON + number * DAY)  # fmt: skip
    announced(eve, now=NOON + 3 * DAY)
    page = client.get("/").content.decode()
    told = page[page.index('class="section news"') :]
    told = re.sub(r"<[^>]*>", "", told[: told.index("</section>")])
    said = re.findall(r"3月\d+日活動|3月\d+日|走讀報名|雨季前清溝|舊的", told)
    assert said == ["3月12日活動", "走讀報名", "3月3日", "雨季前清溝"]
    assert page.count('href="/news/"') == 2, "at the foot, above the newest"
    assert 'type="application/atom+xml"' in page and "/news/feed.xml" in page
    assert "Come for a walk" in client.get("/en/").content.decode()

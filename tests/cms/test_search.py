"""What is found of editors' pages: those that are live and for everybody."""

import pytest
from django.utils import translation
from wagtail.models import PageViewRestriction

from civic.search.asking import read
from civic.search.finding import Sight, find
from civic.search.kinds import kinds
from cms import event_actions
from cms.actions import publish_news
from tests.cms.conftest import outcome
from tests.cms.events import announced
from tests.people import NOON

pytestmark = pytest.mark.django_db


def found(page):
    return [hit.thing for hit in find(read(page.title), sight=Sight(language="zh-hant"), now=NOON).hits]


def told(typed, language="zh-hant"):
    """(id, where it stands in words) of the news that is found."""
    hits = find(read(typed), sight=Sight(language=language), now=NOON).hits
    with translation.override(language):
        states = kinds["news"].states([hit.thing for hit in hits if hit.kind == "news"], NOON)
    return [(thing, words) for thing, (_phase, words) in states.items()]


def test_a_live_outcome_is_found_until_it_is_unpublished():
    page = outcome()
    assert page.pk in found(page)
    page.unpublish()
    assert page.pk not in found(page)


def test_a_page_that_not_everybody_may_see_is_not_found():
    page = outcome()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert page.pk not in found(page)
    restriction.delete()
    assert page.pk in found(page)


def test_an_event_is_found_by_its_words_and_place_in_the_language_of_its_page(eve):
    event = announced(eve)
    chinese, english = event.pages.order_by("locale__language_code").reverse()
    assert [chinese.title, english.title] == ["走讀報名", "Come for a walk"], "void unless both are there"
    assert chinese.pk in found(chinese)
    assert told("左營站") == [(chinese.pk, "2026年3月12日")]
    assert told("Zuoying", "en") == [(english.pk, "12 March 2026")]


def test_an_event_that_moved_or_is_called_off_says_so_where_it_is_found(eve):
    event = announced(eve)
    event_actions.change_event(event, eve, now=NOON, place_zh="美術館站", capacity=2)
    assert told("左營站") == []
    event_actions.call_off(event, eve, now=NOON, reason="颱風。")
    assert told("美術館站")[0][1] == "2026年3月12日 · 已取消"


def test_news_that_is_no_longer_published_is_not_found(eve):
    page = publish_news(key="rain", language="zh-hant", title="雨季前清溝", summary="週末開始。", text="請移車。")
    assert page.pk in found(page)
    page.unpublish()
    assert page.pk not in found(page)

"""Endorsing on a phone while others watch the number move."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from proposals.actions import endorse
from tests import people

pytestmark = pytest.mark.browser


def test_endorse_while_a_second_window_watches_the_number_move(window, collecting):
    mei = people.CAST["mei"]()
    watcher = window()
    watcher.goto(f"/proposals/{collecting.pk}/")
    listing = window()
    listing.goto("/proposals/")
    count_of = f'[data-topic="proposal:{collecting.pk}"] [data-live="count"]'
    counts = [page.locator(count_of).first for page in (watcher, listing)]
    for count in counts:
        expect(count).to_have_text("0")

    phone = window(mei)
    phone.goto(f"/proposals/{collecting.pk}/")
    expect(phone.locator("#endorse")).to_contain_text("附議後無法收回")
    phone.locator("#endorse textarea[name=reason]").fill("我每天晚上在那裡慢跑")
    phone.locator("#endorse select[name=county]").select_option(label="高雄市")
    phone.locator("#endorse select[name=district]").select_option(label="鼓山區")
    phone.locator("#endorse button").click()
    expect(phone.locator("#endorse")).to_contain_text("1")

    own = phone.locator("#voices li")
    expect(own).to_have_count(1)
    expect(own.locator("bdi")).to_have_text(mei.nickname)
    expect(own).to_contain_text("高雄市鼓山區")
    expect(own).to_contain_text("我每天晚上在那裡慢跑")

    for count in counts:
        expect(count).to_have_text("1")
    row = collecting.endorsements.get()
    assert (row.person, row.reason, row.county, row.district) == (mei, "我每天晚上在那裡慢跑", "64000", "64000020")


def test_the_threshold_is_seen_without_reload(window, collecting):
    watcher = window()
    watcher.goto(f"/proposals/{collecting.pk}/")
    for endorser in people.crowd(3):
        endorse(collecting, endorser, now=timezone.now())
    phase = watcher.locator(f'[data-topic="proposal:{collecting.pk}"] [data-live="phase"]').first
    expect(phase).to_have_text("已成案")


def test_endorse_without_javascript(window, collecting):
    mei = people.CAST["mei"]()
    phone = window(mei, java_script_enabled=False)
    phone.goto(f"/proposals/{collecting.pk}/")
    phone.locator("#endorse textarea").fill("支持")
    phone.locator("#endorse button").click()
    expect(phone.locator("#endorse")).to_contain_text("1")
    assert collecting.endorsements.get().reason == "支持"


def test_ones_own_entry_without_a_reason_stands_in_the_list(window, collecting):
    mei, others = people.CAST["mei"](), people.crowd(2)
    endorse(collecting, others[0], now=timezone.now(), reason="要燈")
    phone = window(mei)
    phone.goto(f"/en/proposals/{collecting.pk}/")
    endorse(collecting, others[1], now=timezone.now(), reason="要很多燈")
    phone.locator("#endorse button").click()
    voices = phone.locator("#voices li")
    expect(voices.first.locator("bdi")).to_have_text(mei.nickname)
    expect(voices.first).to_contain_text("No. 3")
    phone.goto(f"/en/proposals/{collecting.pk}/")
    expect(voices.first.locator("bdi")).to_have_text(mei.nickname)
    expect(voices).to_have_count(3)

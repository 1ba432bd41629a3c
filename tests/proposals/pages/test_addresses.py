"""Addresses of ours that chat programs damaged lead to the page that was meant; links in texts are whole."""

import pytest

from tests.proposals import life

pytestmark = pytest.mark.django_db

DAMAGED = ["/{n}/。", "/{n}/，大家快來", "/{n}/)", "/{n})", "/{n}.", "/{n}/」", "/{n}】", "/{wide}/", "//{n}/",
           "/{n}/大家快來", "/{n}/！快來附議", "/{n}/…", "/{n}/\u200b"]  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("damaged", DAMAGED, ids=ascii)
def test_a_damaged_address_leads_to_the_page_for_good(client, cast, damaged, prefix):
    proposal = life.passed(cast)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(proposal.pk))
    answer = client.get(f"{prefix}/proposals{damaged.format(n=proposal.pk, wide=wide)}", {"page": "2"})
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{prefix}/proposals/{proposal.pk}/?page=2")


def test_capitals_and_a_missing_stroke_are_one_step_away(client, cast):
    proposal = life.passed(cast)
    answer = client.get(f"/PROPOSALS/{proposal.pk}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/proposals/{proposal.pk}/")


NOWHERE = ["/nowhere/", "/proposals/99999999999999999999/", "/nowhere。", "//elsewhere.example/。", "/。"]


@pytest.mark.parametrize("path", NOWHERE)
def test_where_nothing_was_meant_there_is_no_page(client, db, path):
    answer = client.get(path, follow=True)
    assert answer.status_code in (200, 404)
    assert all(url.startswith("/") and not url.startswith("//") for url, _status in answer.redirect_chain)


def test_a_form_is_never_sent_elsewhere(client, cast):
    proposal = life.passed(cast)
    assert client.post(f"/proposals/{proposal.pk}/endorsement/。").status_code == 404


def test_links_in_a_text_are_exactly_the_addresses(client, cast):
    body = "請看https://example.com/abc。謝謝大家\n（https://example.com/a?b=1&c=2）\n<b>聯絡</b>本案見www.example.com。"
    page = client.get(life.passed(cast, body=body).get_absolute_url()).content.decode()
    rel = 'rel="nofollow noopener ugc"'
    assert f'請看<a href="https://example.com/abc" {rel}>https://example.com/abc</a>。謝謝大家' in page
    assert f'（<a href="https://example.com/a?b=1&amp;c=2" {rel}>https://example.com/a?b=1&amp;c=2</a>）' in page
    assert f'&lt;b&gt;聯絡&lt;/b&gt;本案見<a href="https://www.example.com" {rel}>www.example.com</a>。' in page


def test_what_people_wrote_carries_its_language(client, cast):
    proposal = life.passed(cast, title="Trees at every crossing", body="道路に木を植えてください")
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert '<h1 dir="auto" lang="en">Trees at every crossing</h1>' in page
    assert '<div class="prose" dir="auto" lang="ja">' in page
    english = client.get(f"/en{proposal.get_absolute_url()}").content.decode()
    assert '<div class="prose" dir="auto" lang="zh-Hant">' in english


def test_an_old_title_with_a_turning_mark_turns_nothing(client, cast):
    proposal = life.passed(cast)
    type(proposal).objects.filter(pk=proposal.pk).update(title="增設公車站\u202e(通過已)")
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "\u202e" not in page and "增設公車站(通過已)" in page

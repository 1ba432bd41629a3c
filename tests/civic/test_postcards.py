"""Pictures of pages that are passed on: drawn once, few on the disk, and never with what is hidden."""

import io
import os
import re
import time

import pytest
from django.urls import reverse
from PIL import Image

from civic import postcards
from civic.postcards import Postcard, drawn, kept
from tests.cms.conftest import outcome
from tests.proposals import life


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "postcards"


@pytest.fixture
def drawings(monkeypatch):
    """The cards that were drawn, as they are drawn."""
    done = []
    monkeypatch.setattr(postcards, "drawn", lambda card: done.append(card) or drawn(card))
    return done


def size(picture):
    with Image.open(io.BytesIO(picture)) as image:
        return image.format, image.size


def test_a_picture_is_what_networks_ask_for():
    picture = drawn(Postcard("Traffic islands that drink", "Answered", "1,522 of 1,500 endorsements", 1.01))
    assert size(picture) == ("PNG", (1200, 630)) and len(picture) < 150_000


def test_a_picture_carries_the_name_of_the_city(folder):
    with_city = Postcard("Traffic islands that drink", city="Kaohsiung City")
    assert drawn(with_city) != drawn(Postcard("Traffic islands that drink"))
    assert kept(with_city) != kept(Postcard("Traffic islands that drink")), "and another one is kept"


def test_without_letters_for_it_a_title_is_left_out_and_no_box_is_drawn(monkeypatch):
    plain, strange = drawn(Postcard("")), drawn(Postcard("😀 \U0010fffd"))
    assert plain == strange
    monkeypatch.setattr(postcards, "FONTS", [])
    for remembered in (postcards._found, postcards._font):
        remembered.cache_clear()
    try:
        assert size(drawn(Postcard("提議", "附議中", "3", 0.5))) == ("PNG", (1200, 630))
    finally:
        for remembered in (postcards._found, postcards._font):
            remembered.cache_clear()


def test_it_is_drawn_once_and_again_when_its_figure_is_old(folder, drawings):
    kept(Postcard("A", "Open", "1", 0.1))
    kept(Postcard("A", "Open", "2", 0.2))
    assert len(drawings) == 1, "a figure that moves every second draws no picture every second"
    old = time.time() - postcards.FRESH - 1
    os.utime(next(folder.glob("*.png")), (old, old))
    kept(Postcard("A", "Open", "3", 0.3))
    assert len(drawings) == 2 and len(list(folder.iterdir())) == 1


def test_other_words_are_another_picture_at_once(drawings):
    kept(Postcard("A", "Open"))
    kept(Postcard("(text not published)", "Open"))
    assert [card.title for card in drawings] == ["A", "(text not published)"]


def test_the_oldest_go_when_there_are_too_many(folder, drawings, monkeypatch):
    monkeypatch.setattr(postcards, "MOST", 2)
    for number in range(4):
        kept(Postcard(str(number)))
        for place, path in enumerate(sorted(folder.glob("*.png"), key=lambda each: each.stat().st_mtime)):
            os.utime(path, (place, place))
    assert len(list(folder.iterdir())) == 2


def test_a_long_title_breaks_between_words_and_stays_in_its_lines():
    font = postcards._font(52)
    if font is None:
        pytest.skip("this machine has no letters for Chinese")
    title = "聲音照相機優先放在醫院與學校旁的夜間幹道，讓每個人都睡得著覺"
    lines = postcards._lines(title, font)
    assert "".join(lines) == title and all(font.getlength(line) <= 1040 * postcards.TWICE for line in lines)


# --- at the doors ----------------------------------------------------------------------------


def og(page):
    """{name: content} of what networks read of a page."""
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)">', page))


@pytest.mark.django_db
def test_a_proposal_names_its_picture_and_that_says_no_hidden_text(client, cast, at, drawings, settings, monkeypatch):
    proposal = life.established(cast)
    at(life.OPENS + 2 * life.DAY)
    said = og(client.get(proposal.get_absolute_url()).content.decode())
    address = said["og:image"].removeprefix(settings.SITE_URL)
    assert said["twitter:card"] == "summary_large_image" and "?v=" in address
    assert client.get(address).headers["Content-Type"] == "image/png"
    assert (drawings[-1].title, drawings[-1].city) == (proposal.title, "高雄市")
    monkeypatch.setattr(type(proposal), "hides_text", property(lambda self: True))
    hidden = og(client.get(proposal.get_absolute_url()).content.decode())
    assert hidden["og:image"] != said["og:image"]
    client.force_login(cast.bo)  # who reads their own text themselves
    client.get(address)
    assert drawings[-1].title == "（內文不公開）"
    assert not [card for card in drawings[1:] if proposal.title in (card.title, card.figure, card.state)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["submitted", "refused"])
def test_what_was_never_open_has_no_picture_not_even_for_its_proposer(client, cast, at, name):
    proposal, now = life.in_phase(name, cast)
    at(now)
    client.force_login(cast.bo)
    assert client.get(reverse("proposals:card", args=[proposal.pk])).status_code == 404


@pytest.mark.django_db
def test_an_outcome_that_is_not_public_has_no_picture(client):
    page = outcome()
    assert page.postcard_url.partition("?")[0] in og(client.get(page.url).content.decode())["og:image"]
    address = reverse("outcome_card", args=[page.pk])
    assert client.get(address).headers["Content-Type"] == "image/png"
    page.unpublish()
    assert client.get(address).status_code == 404

"""Pictures: one motif for each theme and way of taking part, decoration only, and no two neighbours alike."""

import re
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
from django.template import Context, Template

from civic.templatetags.pictures import NEAR, SCENES, on_page
from cms.methods import METHODS, MOTIFS
from cms.models import HomeStep
from proposals.programme import rules

FOLDER = Path(__file__).resolve().parents[2] / "templates/pictures"
THEMES = [code for code, _zh, _en in import_module("civic.city.migrations.0003_themes_of_the_council").THEMES]
NEEDED = {*THEMES, *rules.METHODS, *(MOTIFS.get(how, how) for how, _ in METHODS), *dict(HomeStep.DRAWINGS)}
LIST = Template("{% load pictures %}{% for motif, number in rows %}{% illustration motif number %}{% endfor %}")


def drawn(rows, **context):
    """[(motif, scene)] of the pictures of a page with these `rows`."""
    html = LIST.render(Context({"rows": rows, **context}))
    return re.findall(r'data-motif="(\w*)" data-scene="(\w+)"', html)


@pytest.mark.parametrize("motif", sorted(NEEDED))
def test_each_theme_and_method_has_a_drawing_of_its_own(motif):
    drawings = {path.stem: path.read_text(encoding="utf-8") for path in (FOLDER / "motifs").iterdir()}
    own = drawings.pop(motif)
    assert own not in drawings.values()


def test_neighbours_differ_although_all_are_of_one_theme_and_number():
    pictures = drawn([("transport", 6)] * 20, **on_page(None))
    assert len(pictures) == 20
    for place, one in enumerate(pictures):
        assert one not in pictures[max(0, place - NEAR) : place]
    assert all(above[1] != below[1] for above, below in pairwise(pictures)), "two neighbours have the same colours"


def test_a_thing_keeps_its_picture_where_nothing_is_in_its_way():
    first, second = drawn([("social", 1), ("works", 2)]), drawn([("works", 2)])
    assert first[1] == second[0] == ("works", SCENES[2])


def test_a_theme_that_the_city_added_shows_the_city():
    html = Template("{% load pictures %}{% illustration 'harbour-baths' 3 %}").render(Context())
    assert (FOLDER / "motifs/city.html").read_text(encoding="utf-8") in html


@pytest.mark.parametrize("tag", ["{% illustration 'works' 1 %}", "{% drawing 'review' %}"])
def test_a_picture_is_decoration(tag):
    html = Template("{% load pictures %}" + tag).render(Context())
    assert html.startswith("<svg") and 'aria-hidden="true"' in html and "<text" not in html and "id=" not in html


def test_a_picture_has_no_colours_of_its_own():
    for path in FOLDER.rglob("*.html"):
        assert not re.search(r'(fill|stroke|style)="', path.read_text(encoding="utf-8")), path

"""The drawing of the city: every district once, and marks where they belong."""

import pytest
from django.template.loader import render_to_string

from civic.city.map import Mark, city_map
from civic.city.models import District

pytestmark = pytest.mark.django_db


def test_marks_stand_on_their_districts_and_lead_somewhere():
    first, second = District.objects.all()[:2]
    drawn = city_map({first.code: Mark("3", "?district=1"), second.code: Mark("1", "?x")}, [second.code])
    assert len(drawn.tiles) == District.objects.count()
    assert [tile.mark.words for tile in drawn.tiles if tile.mark] == ["3", "1"]
    html = render_to_string("pieces/city_map.html", {"city_map": drawn, "caption": "圖說"})
    assert html.count("is-marked") == 2 and html.count("is-here") == 1 and 'href="?district=1"' in html


def test_nothing_marked_is_no_map():
    assert city_map({}) is None

"""The page of all pieces shows each of them, in the demo only."""

import re

import pytest
from django.urls import NoReverseMatch, reverse

from civic.demo.style import MOTIFS, style
from proposals import rules
from tests.pages import html

pytestmark = pytest.mark.django_db


def test_it_is_in_the_demo_only(settings):
    if settings.DEMO:
        assert reverse("style") == "/style/"
    else:
        with pytest.raises(NoReverseMatch):
            reverse("style")


@pytest.fixture
def page(rf, mei):
    request = rf.get("/style/")
    request.user, request.COOKIES = mei, {}
    return html(style(request))


def test_every_state_every_icon_and_every_picture_is_there(page):
    shown = set(re.findall(r'data-phase="(\w+)"', page))
    assert set(rules.PHASES) <= shown
    assert set(re.findall(r'data-motif="(\w+)"', page)) == {path.stem for path in MOTIFS.iterdir()}
    assert page.count("swatch") > 20 and page.count('role="img"') == 3
    assert page.count("is-wrong") >= 3, "a field that was filled in wrongly, and the notice that says so"


def test_no_id_is_there_twice(page):
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)), sorted({each for each in ids if ids.count(each) > 1})

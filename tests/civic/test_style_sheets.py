"""A page asks for one style sheet: those of all apps, each once, as they are declared; none takes another's classes."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from civic.serving.statics import JOINED, StyleFinder, style_sheets

ROOT = Path(settings.BASE_DIR)
ASIDE = {"civic/admin.css", "cms/admin.css"}  # of Django's and Wagtail's administration, beside their own sheets
MOST = 1  # style sheets of a page
ORDER = """civic/tokens civic/base civic/forms civic/pieces civic/pictures civic/charts civic/print proposals/proposals
budgets/budgets budgets/count budgets/wall programme/programme cms/cms demo/style""".split()  # noqa: SIM905


def source(name):
    return Path(finders.find(name)).read_text(encoding="utf-8")


def classes(name):
    text = re.sub(r"/\*.*?\*/", "", source(name), flags=re.DOTALL)
    found = {name for head in re.findall(r"([^{}]+)\{", text) for name in re.findall(r"\.([a-z][a-z-]*)", head)}
    return {name for name in found if not name.startswith("is-")}  # a state of something that has its class


def test_every_sheet_is_joined_once_in_the_order_declared():
    files = [*ROOT.glob("*/static/*/*.css"), *ROOT.glob("*/*/static/*/*.css")]
    there = {path.relative_to(path.parents[1]).as_posix() for path in files if "var" not in path.parts}
    assert style_sheets() == [f"{name}.css" for name in ORDER]
    assert sorted(style_sheets()) == sorted(there - ASIDE) and len(there) == len(ORDER) + len(ASIDE)
    joined = source(JOINED)
    places = [joined.find(source(name)) for name in style_sheets()]
    assert places == sorted(places) and -1 not in places
    assert len(joined) == sum(len(source(name)) + 1 for name in style_sheets()) - 1


def test_no_page_of_ours_links_more():
    pages = {path: path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")}
    frames = [text for text in pages.values() if f'href="{{% static "{JOINED}" %}}"' in text]
    assert len(frames) >= 4, "void unless the frame and the pages of last resort are found"
    assert {text.count('rel="stylesheet"') for text in frames} == {MOST}
    linking = {path.name for path, text in pages.items() if text not in frames and re.search(r'"[\w/]+\.css" %}', text)}
    found = {"base_site.html", *("import.html", "invite.html", "reset.html", "closing.html", "void.html", "join.html"),
             *("look.html", "free.html", "deputy.html", "log_keeping.html")}  # fmt: skip
    assert linking == found, "Django's administration only"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/proposals/", "/en/budgets/", "/search/?q=公園"])
def test_a_page_asks_once(client, path):
    assert client.get(path).content.decode().count('rel="stylesheet"') == MOST


def test_a_class_belongs_to_one_sheet():
    ground = {found for name in style_sheets() if name.startswith("civic/") for found in classes(name)}
    own = {name: classes(name) - ground for name in style_sheets()}
    own["budgets/wall.css"] -= own["budgets/budgets.css"]  # the same things on a wall, within `.wall`
    assert {"finding", "voices", "action-bar"} <= own["proposals/proposals.css"], "void unless they are found"
    assert [(one, two, own[one] & own[two]) for one, two in combinations(own, 2) if own[one] & own[two]] == []


def test_what_is_joined_names_no_file_beside_it():
    assert re.findall(r"url\(|@import|@charset", source(JOINED)) == []


def test_it_is_written_anew_when_a_sheet_has_changed(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    finder = StyleFinder()
    [(name, storage)] = finder.list([])
    path = Path(storage.path(name))
    before = path.stat().st_mtime_ns
    assert finder.find(JOINED) == str(path) and finder.find(JOINED, find_all=True) == [str(path)]
    assert path.stat().st_mtime_ns == before, "what is right is left as it is"
    monkeypatch.setattr("civic.serving.statics.style_sheets", lambda: ["civic/print.css"])
    assert Path(finder.find(JOINED)).read_text(encoding="utf-8") == source("civic/print.css")
    assert finder.find("civic/tokens.css") == []
    assert [each.name for each in path.parent.iterdir()] == ["site.css"], "nothing half written is left"

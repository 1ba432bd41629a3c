"""Every page that shows something of proposals loads their style sheet, and no class of theirs lies on the ground."""

import re
from pathlib import Path

import pytest

from civic.accounts.sections import sections
from tests import people

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "templates"
SHEET = "proposals/proposals.css"
LINK = "proposals/pieces/sheet.html"
CLASS = re.compile(r"\.([a-z][a-z-]*)")
BY_PYTHON = {"cms/blocks/proposal.html": "cms/outcome.html"}  # a block, and the page it stands in


def classes(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {name for head in re.findall(r"([^{}]+)\{", text) for name in CLASS.findall(head)}


OWN = classes(ROOT / "proposals/static" / SHEET) - {
    name for path in (ROOT / "civic/static/civic").glob("*.css") for name in classes(path)
}


def pages():
    """{template: its text with all it includes} of what extends a frame."""
    texts = {str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    return {name: _whole(name, texts) for name, text in texts.items() if "{% extends" in text}


def _whole(name, texts):
    blocks = (block for block, page in BY_PYTHON.items() if page == name)
    included = [*re.findall(r'{% include "([^"]+)"', texts[name]), *blocks]
    return texts[name] + "".join(_whole(each, texts) for each in included if each in texts)  # others are Wagtail's


def uses(text):
    """The classes of proposals that a template uses."""
    return OWN & set(" ".join(re.findall(r'class="([^"]*)"', text)).split())


def test_a_page_with_something_of_proposals_loads_their_sheet():
    showing = {name: text for name, text in pages().items() if uses(text)}
    assert len(showing) >= 8 and {"finding", "voices", "action-bar"} <= OWN, "void unless both are found"
    assert [name for name, text in showing.items() if SHEET not in text and LINK not in text] == []


def test_the_piece_that_links_it_names_it():
    assert SHEET in (TEMPLATES / LINK).read_text(encoding="utf-8")


@pytest.mark.django_db
def test_my_page_loads_the_sheets_of_its_sections(client):
    mei = people.CAST["mei"]()
    client.force_login(mei)
    assert client.get("/mine/").content.decode().count(SHEET) == 1


def test_a_section_with_something_of_proposals_names_their_sheet():
    texts = {str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    showing = [plug for _, plug in sections() if plug.template and uses(_whole(plug.template, texts))]
    assert showing, "void unless a section shows some"
    assert [plug.template for plug in showing if plug.sheet != SHEET] == []

"""Documentation that cannot rot: every setting that is read is described, and none that is not."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from civic.serving.doors import address
from proposals.budgets.fast.reading import BallotPageDoor
from proposals.fast.reading import PageDoor

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"""env\.(?:flag|number|text|folders|peer|secret|several)\(\s*"([A-Z_0-9]+)\"""")


def test_every_setting_is_documented_and_every_documented_setting_is_read():
    sources = (ROOT / "civic").rglob("*.py")
    read = {name for source in sources for name in READ.findall(source.read_text(encoding="utf-8"))}
    rows = re.findall(r"^\| (`.*?) \|", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), re.M)
    documented = {name for row in rows for name in re.findall(r"`([A-Z_0-9]+)`", row)}
    assert len(read) > 20
    assert documented == read


@pytest.mark.parametrize("proxy", ["Caddyfile", "nginx.conf"])
def test_a_proxy_sends_the_pages_of_the_fast_door_past_granian(proxy):
    text = (ROOT / "docs" / proxy).read_text(encoding="utf-8")
    opens_for = address(PageDoor.path).fullmatch
    (pattern,) = re.findall(r"(/\(en/\)\?proposals/\S+\$)", text)
    for path in ("/proposals/1/", "/en/proposals/42/"):
        assert opens_for(path) and re.match(pattern, path)
    for path in ("/proposals/", "/proposals/1/endorsement/", "/proposals/new/", "/mine/", "/en/x/proposals/1/"):
        assert not opens_for(path) and not re.match(pattern, path)
    (pattern,) = re.findall(r"(/\(en/\)\?budgets/\S+\$)", text)
    for path in ("/budgets/1/ballot/", "/en/budgets/42/ballot/"):
        assert address(BallotPageDoor.path).fullmatch(path) and re.match(pattern, path)
    assert f"{settings.SESSION_COOKIE_NAME}=" in text or f"$cookie_{settings.SESSION_COOKIE_NAME} " in text

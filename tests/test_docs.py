"""Documentation that cannot rot: every setting that is read is described, and none that is not."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"""env\.(?:flag|number|text|secret)\(\s*"([A-Z_]+)\"""")


def test_every_setting_is_documented_and_every_documented_setting_is_read():
    sources = (ROOT / "civic").rglob("*.py")
    read = {name for source in sources for name in READ.findall(source.read_text(encoding="utf-8"))}
    rows = re.findall(r"^\| (`.*?) \|", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), re.M)
    documented = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert len(read) > 20
    assert documented == read

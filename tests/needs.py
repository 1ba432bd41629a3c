"""What some tests need of the machine: they are skipped without it, and with CI=true a skip is a failure.

A mark says what is needed: `shared`, `browser`, `redis`, `pgbouncer`, `root`, `node`. Only root and Node may lack
in CI.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from civic import env

ROOT = Path(__file__).resolve().parent.parent


def has_chinese_font():
    """Whether fontconfig knows one; without it every screenshot is full of boxes."""
    return shutil.which("fc-list") and bool(subprocess.run(["fc-list", ":lang=zh-tw"], capture_output=True).stdout)


NEEDS = {
    "shared": ("the folder ../shared", lambda: (ROOT.parent / "shared" / "data").is_dir()),
    "browser": ("Chromium and a Chinese font", lambda: shutil.which("chromium") and has_chinese_font()),
    "redis": ("a Redis server", lambda: shutil.which("redis-server")),
    "pgbouncer": ("PgBouncer", lambda: shutil.which("pgbouncer")),
    "node": ("Node", lambda: shutil.which("node")),
    "root": ("to be run by root", lambda: os.geteuid() == 0),
}


def pytest_configure(config):
    for mark, (what, _) in NEEDS.items():
        config.addinivalue_line("markers", f"{mark}: needs {what}")


def pytest_collection_modifyitems(items):
    used = {mark.name for item in items for mark in item.iter_markers()}
    lacking = {mark: what for mark, (what, is_there) in NEEDS.items() if mark in used and not is_there()}
    for item in items:
        for mark in lacking.keys() & {mark.name for mark in item.iter_markers()}:
            item.add_marker(pytest.mark.skip(f"needs {lacking[mark]}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if not (item.get_closest_marker("root") or item.get_closest_marker("node")):
        _count_as_failed(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    _count_as_failed(report)
    return report


def _count_as_failed(report):
    if env.flag("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"In CI nothing is skipped. {reason}"

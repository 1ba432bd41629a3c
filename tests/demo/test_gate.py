"""The demo opens every account with one click, so it may stand on one machine only."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from civic import env
from civic.demo import gate

HERE = {
    "embedded": True, "bind": "127.0.0.1", "hosts": ["localhost", "127.0.0.1", "[::1]"], "site": "http://127.0.0.1:8000",
}  # fmt: skip


def test_a_demo_may_run_where_only_this_machine_can_see_it():
    assert gate.refusal(**HERE) is None


@pytest.mark.parametrize(
    "change",
    [
        {"embedded": False},
        {"bind": "0.0.0.0"},
        {"bind": "::"},
        {"bind": ""},
        {"bind": "192.168.1.4"},
        {"hosts": ["*"]},
        {"hosts": ["localhost", "civic.example.tw"]},
        {"hosts": ["127.0.0.1.example.tw"]},
        {"hosts": [""]},
        {"site": "https://city.example"},
        {"site": "http://192.168.1.4:8000"},
    ],
)
def test_anything_a_stranger_could_reach_is_refused_in_one_sentence(change, monkeypatch):
    where = HERE | change
    sentence = gate.refusal(**where)
    assert sentence.startswith("DEMO is on, but") and "\n" not in sentence
    monkeypatch.setenv("DEMO", "on")
    with pytest.raises(env.Misconfigured, match="DEMO is on"):
        gate.demo(**where)


def test_unsaid_the_demo_is_on_here_and_off_elsewhere(monkeypatch):
    monkeypatch.delenv("DEMO", raising=False)
    assert gate.demo(**HERE) is True
    assert gate.demo(**HERE | {"embedded": False}) is False


def test_whoever_says_no_gets_no_demo(monkeypatch):
    monkeypatch.setenv("DEMO", "off")
    assert gate.demo(**HERE) is False


@pytest.mark.parametrize("said", [{"HOST": "0.0.0.0"}, {"ALLOWED_HOSTS": "civic.example.tw"}, {"SITE_URL": "https://city.example"}])
def test_the_start_ends_in_one_sentence(said):
    command = [sys.executable, "manage.py", "check"]
    place = os.environ | {"DEMO": "on"} | said
    ended = subprocess.run(command, env=place, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.startswith("DEMO is on, but") and ended.stderr.count("\n") == 1

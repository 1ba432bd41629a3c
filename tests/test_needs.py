"""In CI a test that is skipped has failed, except one that needs root."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = """
import pytest

def test_runs(): pass

@pytest.mark.skip("no glasses")
def test_is_skipped(): pass

@pytest.mark.root
@pytest.mark.skip("needs root")
def test_needs_root(): pass

@pytest.mark.xfail
def test_is_known_to_fail(): assert False
"""
ABSENT = 'import pytest\npytest.importorskip("no_such_module")\n'
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def tried(tmp_path):
    """The output of the little suite above, with or without CI."""
    (tmp_path / "test_suite.py").write_text(SUITE)
    (tmp_path / "test_absent.py").write_text(ABSENT)

    def run(*options, **environment):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.needs", "-p", "no:django", "-p", "no:playwright"]
        surroundings = {name: value for name, value in os.environ.items() if name != "CI"} | environment
        done = subprocess.run(
            [*command, *options, "-c", os.devnull, "--rootdir", tmp_path, tmp_path],
            cwd=ROOT, env=surroundings, capture_output=True, text=True,
        )
        return done.returncode, done.stdout

    return run


ALONE, IN_WORKERS = (), ("--numprocesses", "2")


@pytest.mark.parametrize("how", [ALONE, IN_WORKERS])
def test_at_home_what_cannot_be_tested_is_skipped(tried, how):
    code, said = tried(*how)
    assert code == 0 and "1 passed, 3 skipped, 1 xfailed" in said


@pytest.mark.parametrize("how", [ALONE, IN_WORKERS])
def test_in_ci_it_fails_and_says_why(tried, how):
    code, said = tried(*how, CI="true", PYTEST_ADDOPTS="--continue-on-collection-errors")
    assert code and "1 passed, 1 skipped, 1 xfailed, 2 errors" in said
    assert "In CI nothing is skipped" in said and "no glasses" in said and "no_such_module" in said

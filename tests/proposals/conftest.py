import pytest
from django.utils import timezone

from tests.proposals.life import Cast


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def at(monkeypatch):
    """Move the doors' clock: `at(instant)`. The clock under the verbs' lock stays real."""
    return lambda instant: monkeypatch.setattr(timezone, "now", lambda: instant)

import pytest

from proposals.ballots import registry
from tests.ballots.things import Things


@pytest.fixture(autouse=True)
def things(monkeypatch):
    """The instrument of `things`, for as long as a test of this room runs."""
    monkeypatch.setitem(registry._instruments, "thing", Things())


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """The two folders of keys of one test."""
    settings.BALLOT_KEYS = [tmp_path / "one", tmp_path / "two"]
    return settings.BALLOT_KEYS

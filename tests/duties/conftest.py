import pytest

from civic.duties import registry
from tests.duties.things import DONE, OWED, Things


@pytest.fixture(autouse=True)
def kinds_of_things(monkeypatch):
    """The kinds of `things`, for as long as a test of this room runs."""
    for name, role in ((OWED, "official"), (DONE, "official")):
        monkeypatch.setitem(registry._kinds, name, registry.Kind(name, name, role, f"{name} ahead"))
    monkeypatch.setitem(registry._subjects, "thing", Things())

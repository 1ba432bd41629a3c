"""What every test may ask for."""

import pytest

from tests import databases


@pytest.fixture
def own_database(django_db_setup, django_db_blocker):
    """A real database of this test's own, seen by threads and processes; its name. See `tests.databases`."""
    with django_db_blocker.unblock(), databases.cloned() as name:
        yield name

import pytest

from tests.proposals.life import Cast


@pytest.fixture
def cast(db):
    return Cast()

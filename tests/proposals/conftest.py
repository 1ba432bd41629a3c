import pytest


@pytest.fixture
def enter(client):
    """The client, signed in as somebody."""

    def enter(person):
        client.force_login(person, backend="civic.accounts.backends.SignIn")
        return client

    return enter

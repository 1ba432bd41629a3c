import copy
from pathlib import Path

import pytest

from civic.outbox import registry
from civic.outbox.models import Letter, Mailing
from tests import people
from tests.mail_server import mail_server
from tests.people import NOON
from tests.waiting import PATIENCE


@pytest.fixture(autouse=True)
def urgent_messages_leave_at_once():
    """Here it is the tests that send."""


@pytest.fixture
def post(settings):
    """A real mail server on this machine, through which everything leaves."""
    with mail_server() as server:
        settings.POST_BACKEND = "civic.outbox.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = PATIENCE
        yield server


class Told:
    """Tells the people whose numbers stand in the mailing's data."""

    def audience(self, mailing, after_id, limit):
        return [number for number in sorted(mailing.data["readers"]) if number > after_id][:limit]

    def context(self, mailing, language):
        return {"title": mailing.data.get("title", "輕軌"), "language": language}


@pytest.fixture
def told(monkeypatch, settings):
    """A kind of letter, "tests.told", with a template of its own."""
    monkeypatch.setitem(registry.kinds, "tests.told", Told())
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates


@pytest.fixture
def readers():
    """Five people, one of whom reads English."""
    five = people.crowd(5)
    type(five[0]).objects.filter(pk=five[0].pk).update(language="en")
    return five


@pytest.fixture
def mailing(told, readers):
    """A mailing already expanded to the five readers."""
    mailing = Mailing.objects.create(
        kind="tests.told", subject="proposal:1", key="told:1", at=NOON, due_at=NOON, expanded_at=NOON
    )
    Letter.objects.bulk_create(Letter(mailing=mailing, person_id=who.pk, due_at=NOON) for who in readers)
    return mailing

"""What every test may ask for: the cast of `tests/people.py`, and a calendar read anew."""

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import override_settings
from django.utils import timezone, translation

from civic import text
from civic.accounts import staff
from civic.city import calendar
from civic.management.commands.translations import compile_catalogues
from civic.outbox import lane, urgent
from proposals.pages.days import forget_days
from tests import databases, people, searching  # noqa: F401 -- loads the profile of all searches
from tests.proposals.life import Cast
from tests.served import served

pytest_plugins = ["tests.needs", "tests.neighbours"]


def _member(name):
    @pytest.fixture(name=name)
    def member(db):
        return people.CAST[name]()

    return member


for _name in people.CAST:
    globals()[_name] = _member(_name)


@pytest.fixture
def now():
    """Monday noon in Taipei."""
    return people.NOON


@pytest.fixture
def cast(db):
    """The people of `tests.people`, each made when first asked for: `cast.bo`."""
    return Cast()


@pytest.fixture
def at(monkeypatch):
    """Move the doors' clock: `at(instant)`. The clock under the verbs' lock stays real."""
    return lambda instant: monkeypatch.setattr(timezone, "now", lambda: instant)


@pytest.fixture(autouse=True)
def staff_are_there_with_their_factor(request, monkeypatch):
    """Whoever a test signs in without a form has used their second factor and is never idle, whatever its clock says;
    what is asked of those who come by the doors is in `tests/accounts/test_staff.py` (mark `doors`)."""
    if request.node.get_closest_marker("doors"):
        return
    monkeypatch.setattr(staff, "has_shown", lambda request, now, within: True)
    monkeypatch.setattr(staff, "is_idle", lambda request, now: False)


@pytest.fixture(autouse=True)
def titles_are_in_one_piece(request, monkeypatch):
    """Whether a page says a title, or says nothing of it, is asked in one piece; the joints of titles are tried where
    they are made (mark `joints`), and in served programs."""
    if not request.node.get_closest_marker("joints"):
        monkeypatch.setattr(text, "words", lambda title: (title,))


@pytest.fixture(autouse=True)
def chinese():
    """An English page asked for in one test is not the language of the next."""
    with translation.override("zh-hant"):
        yield


@pytest.fixture(autouse=True)
def closures_are_read_anew():
    """A closure made in one test is not remembered in the next."""
    calendar.forget_closures()


@pytest.fixture(autouse=True)
def days_are_counted_anew():
    """What was counted in one test's database is not remembered in the next."""
    forget_days()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """The migrated test database of this process, for whoever asks; see `tests.databases`."""
    with django_db_blocker.unblock():
        used = databases.begin()
    yield
    with django_db_blocker.unblock():
        databases.end(used)


@pytest.fixture
def own_database(django_db_setup, django_db_blocker):
    """A real database of this test's own, seen by threads and processes; its name. See `tests.databases`."""
    with django_db_blocker.unblock(), databases.cloned() as name:
        yield name


@pytest.fixture
def server(own_database):
    """The program, served on `own_database`; see `tests.served`."""
    with served() as running:
        yield running


@pytest.fixture(autouse=True, scope="session")
def mail_stays_here():
    """Pages write into the quick lane, as they do in the program; what leaves the outbox is in `mail.outbox`."""
    here = {"POST_BACKEND": settings.EMAIL_BACKEND, "EMAIL_BACKEND": "civic.outbox.lane.Backend"}
    with override_settings(**here):
        yield


@pytest.fixture(autouse=True)
def urgent_messages_leave_at_once(monkeypatch):
    """No worker runs beside a test: what is written into the quick lane is sent when it is written."""
    write = lane._write

    def write_and_send(*message):
        write(*message)
        urgent.send_mail(timezone.now())
        urgent.send_texts(timezone.now())

    monkeypatch.setattr(lane, "_write", write_and_send)


@pytest.fixture(autouse=True, scope="session")
def passwords_are_hashed_in_few_rounds():
    """The million rounds that are to keep a thief busy are the program's; no test asks for the time they take."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PBKDF2PasswordHasher, "iterations", 1000)
        yield


@pytest.fixture(autouse=True, scope="session")
def translations_are_compiled():
    """Pages are read in both languages, in today's words."""
    compile_catalogues()


@pytest.fixture(autouse=True, scope="session")
def static_files_are_served_as_they_lie(tmp_path_factory):
    """No test waits for `collectstatic`; the served program collects its own.

    Nor does any client look through what a served program collected, as WhiteNoise would each time it begins. What
    tests hand in and the keys of their ballot boxes lie beside it, and go with it.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    keys = tmp_path_factory.mktemp("keys")
    folders = {
        "STATIC_ROOT": tmp_path_factory.mktemp("static"),
        "MEDIA_ROOT": tmp_path_factory.mktemp("media"),
        "BALLOT_KEYS": [keys / "one", keys / "two"],
    }
    with override_settings(STORAGES=storages, **folders):
        yield

"""Sessions in the database, as Django's own, read without building a query each time: it is the first thing every page
of a signed-in person does. Many at once are read by `signed_in`; `alive` tells how those stand that slips name.

What a session holds tells how it began (`session_of`); once an hour it is noted that it is used, see `devices`.
"""

import copy
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from civic import encrypted
from civic.accounts.models import DeviceSession, Person
from civic.lifecycle import Session, Step
from civic.serving import slips
from civic.verbs import as_array

READ = "select session_data from django_session where session_key = %s and expire_date > %s"
READ_MANY = """
    select session_key, session_data from django_session where session_key = any(%s::text[]) and expire_date > %s
"""
# Two lists, not a join with what was asked: for that the planner reads both tables whole, in 40 times the time.
ALIVE = """
    select session_key, session_data, null, null
      from django_session where session_key = any(%s::text[]) and expire_date > %s
    union all
    select null, null, id, password from accounts_person where id = any(%s::bigint[]) and is_active
"""


BEGAN, NOTED = "accounts_began_at", "accounts_noted_at"  # in the session: seconds, when it began and was last noted
WORKED = "accounts_worked_at"  # in the session: seconds, when somebody who works here did anything last
# In the session: how allauth has signed somebody in, and whom.
METHODS, WHOSE = "account_authentication_methods", "account_authentication_methods_user"
NOTED_EVERY = timedelta(hours=1)


class SessionStore(db.SessionStore):
    def load(self):
        with connection.cursor() as cursor:
            cursor.execute(READ, [_storable(self.session_key), timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])

    def encode(self, session_dict):
        """It may hold a phone number or the secret of an app that are still to be confirmed."""
        return encrypted.closed(self.serializer().dumps(session_dict).decode("latin-1"))

    def decode(self, session_data):
        try:
            return self.serializer().loads(encrypted.opened(session_data).encode("latin-1"))
        except encrypted.Unreadable:  # nobody's, as Django takes what it has not signed
            return {}

    def cycle_key(self):
        """As Django's; what is known of the device goes along."""
        data, former = self._session, self.session_key
        self.create()
        self._session_cache = data
        if former:
            DeviceSession.objects.filter(digest=digest(former)).update(digest=digest(self.session_key))
            self.delete(former)

    @classmethod
    def get_model_class(cls):
        from django.contrib.sessions.models import Session

        return Session


def digest(key: str) -> bytes:
    """What is kept of a session's key beside the session itself."""
    return hashlib.sha256(key.encode()).digest()


def session_of(told: Mapping[str, Any]) -> Session:
    """How a session began that holds `told`. A step of a second factor is called by its kind: totp, webauthn,
    recovery_codes; a passkey that was the only step is a passkey. What somebody else began there counts for nothing."""
    began_at = datetime.fromtimestamp(told.get(BEGAN, 0), UTC)
    records = told.get(METHODS, ()) if told.get(WHOSE) == told.get(SESSION_KEY) else ()
    return Session(began_at, tuple(Step(_method(each), datetime.fromtimestamp(each["at"], UTC)) for each in records))


def _method(record):
    if record.get("passwordless"):
        return "passkey"
    return record.get("type") or record.get("provider") or record["method"]


def is_noted(told: Mapping[str, Any], now: datetime) -> bool:
    """Whether a session that holds `told` was noted within the hour."""
    return 0 <= now.timestamp() - told.get(NOTED, 0) < NOTED_EVERY.total_seconds()


def signed_in(keys: Iterable[str], now: datetime) -> dict[str, Person]:
    """Whose sessions these are: {session key: Person, who knows how they are signed in}, in two queries. Missing is
    every session that is not simply somebody's: ended, of nobody, older than the person's password, with a message
    still to be shown, still to be noted, or of somebody who works here, whose idle minutes Django counts."""
    with connection.cursor() as cursor:
        cursor.execute(READ_MANY, [as_array(map(_storable, keys)), now])
        told = {key: SessionStore().decode(data) for key, data in cursor}
    told = {key: session for key, session in told.items() if _is_plain(session) and is_noted(session, now)}
    people = Person.objects.filter(is_active=True).in_bulk({session[SESSION_KEY] for session in told.values()})
    found = ((key, people.get(int(session[SESSION_KEY])), session) for key, session in told.items())
    return {
        key: _in_session(person, session)
        for key, person, session in found
        if person and constant_time_compare(session[HASH_SESSION_KEY], person.get_session_auth_hash())
    }


def _in_session(person, told):
    """The person as they are in the session that holds `told`: another one for each of their sessions."""
    person = copy.copy(person) if person.session else person
    person.session = session_of(told)
    return person


def tie(key: str, password: str) -> str:
    """What a slip keeps of the session `key` of somebody with this stored `password`: it ends with either."""
    return slips.tie(settings.SLIP_KEY.encode(), key, password)


class Alive(NamedTuple):
    """A session that lives, of somebody whose account is open: its `tie`, and how they are signed in, which is opened
    only where somebody asks."""

    tie: str
    session: Session


def alive(asked: Sequence[tuple[str, int]], now: datetime) -> list[Alive | None]:
    """For each (session key, person id) that session as it stands now, in one query; None where there is no such
    session any more, or the account is closed."""
    if not asked:
        return []
    keys, people = zip(*asked, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(ALIVE, [as_array(map(_storable, keys)), now, as_array(people)])
        rows = cursor.fetchall()
    told = {key: data for key, data, _person, _password in rows}
    passwords = {person: password for _key, _data, person, password in rows}
    return [
        Alive(tie(key, passwords[person]), SimpleLazyObject(partial(_opened, told[key])))
        if key in told and person in passwords
        else None
        for key, person in asked
    ]


def _opened(data):
    return session_of(SessionStore().decode(data))


def _storable(key):
    """The key, or one that no session has for what no session can have."""
    return key if key.isascii() and key.isalnum() else "-"


def _is_plain(session):
    known = session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS and WORKED not in session
    return known and HASH_SESSION_KEY in session and not session.get(SessionStorage.session_key)

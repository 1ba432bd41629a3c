"""Signed-in people by the thousand, for load tools and checks: fresh ones at every call."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.utils.crypto import get_random_string

from civic.accounts import crowd
from civic.accounts.models import Person
from civic.accounts.sessions import BEGAN, NOTED, SessionStore
from civic.demo import words

TAG = "visitor"
KEY_LENGTH = 32
COPY = "copy django_session (session_key, session_data, expire_date) from stdin"
KEY_CHARS = "abcdefghijklmnopqrstuvwxyz0123456789"


@transaction.atomic
def signed_in(number: int, now: datetime) -> list[tuple[Person, str]]:
    """`(Person, session key)` of `number` new people who may endorse and are signed in."""
    people = Person.objects.in_bulk(crowd.admit(number, tag=TAG, at=now, nicknames=words.nicknames())).values()
    if not people:
        return []
    # One statement made them all, without a password: one hash fits all of them.
    seal = next(iter(people)).get_session_auth_hash()
    store, expires = SessionStore(), now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    fixed = {BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0], HASH_SESSION_KEY: seal}
    fixed |= dict.fromkeys((BEGAN, NOTED), int(now.timestamp()))
    pairs = [(person, get_random_string(KEY_LENGTH, KEY_CHARS)) for person in people]
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for person, key in pairs:
            copy.write_row((key, store.encode({SESSION_KEY: str(person.pk), **fixed}), expires))
    return pairs

"""A form that is sent twice does its deed once: a double click, an impatient second one, "back" and once more.

The form carries a key of its own. The deed and the note of where it led stand in one transaction; whoever comes with
the same key waits for it and is led to the same place.
"""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files import File
from django.db import connection
from django.http import QueryDict

from civic.accounts import identity
from civic.accounts.models import Person, Sent

KEPT = timedelta(days=2)

TAKING = """
    insert into accounts_sent (key, led_to, until) values (%s, '', %s) on conflict (key) do nothing
"""


def key() -> str:
    """The key of a form that is shown for the first time."""
    return secrets.token_urlsafe(16)


def sent_with(data: QueryDict, name: str = "once", files: Iterable[File] = ()) -> str:
    """The key of a form that was sent with `data` and `files`, in its field `name`, and all that it said: what somebody
    changes after "back" is another form. "" for a form without a key."""
    if not data.get(name):
        return ""
    said = sorted(item for item in data.lists() if item[0] != "csrfmiddlewaretoken")
    return json.dumps([data[name], said, [(file.name, file.size) for file in files]])


def led_to(person: Person, sent: str, now: datetime) -> str | None:
    """Where the form with the key `sent` has led this person already; None for the first time, and for a form without
    a key. Part of the transaction in which the deed is done; `note` tells where it leads."""
    if not sent:
        return None
    digest = _digest(person, sent)
    with connection.cursor() as cursor:
        cursor.execute(TAKING, [digest, now + KEPT])
        if cursor.rowcount:
            return None
    return Sent.objects.get(key=digest).led_to


def note(person: Person, sent: str, address: str) -> None:
    """The form with the key `sent` has led to `address`."""
    Sent.objects.filter(key=_digest(person, sent)).update(led_to=address)


def clear(now: datetime) -> int:
    """Forget forms that nobody sends again; returns how many."""
    return Sent.objects.filter(until__lte=now).delete()[0]


def _digest(person, sent):
    return identity.digest("sent", f"{person.pk}:{sent}")

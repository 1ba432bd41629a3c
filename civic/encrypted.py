"""Fields whose values lie encrypted in the database, under keys outside of it: `settings.DATA_KEYS`, newest first.

A value is opened when somebody asks a row for it, not when the row is read: no page pays for what it does not show. So
`values()` hands out what lies there (`Closed`), and `str` opens it. Nobody finds a row by such a value, except by its
being empty; what has to be found has a digest beside it (`civic.accounts.identity`). An empty value stays empty.
"""

import base64
import functools
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import lookups
from django.db.models.query_utils import DeferredAttribute

BATCH = 200  # rows held at a time while their values change

Unreadable = InvalidToken  # raised where a value was encrypted under none of our keys, or is none


def closed(words: str) -> str:
    """`words`, encrypted under the newest key."""
    return _ring(tuple(settings.DATA_KEYS)).encrypt(words.encode()).decode()


def opened(token: str) -> str:
    """What `closed` was given; raises `Unreadable`."""
    return _ring(tuple(settings.DATA_KEYS)).decrypt(token).decode()


def renewed(token: str) -> str:
    """The same words under the newest key; the token itself if it is under that one."""
    try:
        _fernet(settings.DATA_KEYS[0]).decrypt(token)
    except InvalidToken:
        return _ring(tuple(settings.DATA_KEYS)).rotate(token).decode()
    return token


@functools.lru_cache(maxsize=4)
def _ring(keys):
    return MultiFernet([_fernet(key) for key in keys])


@functools.lru_cache(maxsize=8)
def _fernet(key):
    """A key may be any secret text."""
    return Fernet(base64.urlsafe_b64encode(hmac.digest(key.encode(), b"fields of the database", hashlib.sha256)))


class Closed:
    """A value as it lies in the database; `str` opens it."""

    __slots__ = ("field", "token")

    def __init__(self, field: "EncryptedTextField", token: str):
        self.field, self.token = field, token

    def open(self) -> Any:
        return self.field.read(opened(self.token))

    def __str__(self):
        return str(self.open())


class _Opening(DeferredAttribute):
    """Opens a value the first time a row is asked for it."""

    def __get__(self, instance, cls=None):
        if instance is None:
            return self
        name = self.field.attname
        value = instance.__dict__[name] if name in instance.__dict__ else super().__get__(instance, cls)
        if isinstance(value, Closed):
            value = instance.__dict__[name] = value.open()
        return value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """A text; "" lies there as it is. Migrations take it for the plain text that the database has."""

    descriptor_class = _Opening

    def read(self, words: str) -> Any:
        return words

    def written(self, value: Any) -> str:
        return str(value)

    def empty(self) -> Any:
        return ""

    def to_python(self, value):
        return value

    def from_db_value(self, value, expression, connection):
        return Closed(self, value) if value else self.empty()

    def get_prep_value(self, value):
        if isinstance(value, Closed):
            return value.token
        return closed(self.written(value)) if value else ""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def get_lookup(self, name):
        return super().get_lookup(name) if name in ("exact", "isnull") else None


@EncryptedTextField.register_lookup
class IsEmpty(lookups.Exact):
    """The one thing that can be asked: the same words never look the same."""

    def get_prep_lookup(self):
        if self.rhs:
            raise FieldError("An encrypted value is not found by what it is: keep a digest of it.")
        return ""


class EncryptedJSONField(EncryptedTextField):
    """What fits into JSON; {} lies there as "". """

    def read(self, words):
        return json.loads(words)

    def written(self, value):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)

    def empty(self):
        return {}


def renew() -> int:
    """Put the values of all encrypted fields under the newest key; returns how many were under another."""
    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    mine = [field for field in fields if isinstance(field, EncryptedTextField)]
    return sum(rewrite(each.model._meta.db_table, each.model._meta.pk.column, each.column, renewed) for each in mine)


def rewrite(table: str, key: str, column: str, change: Callable[[str], str]) -> int:
    """Put `change(value)` in the place of each value of a column that is not empty, by the order of the primary `key`;
    returns how many differ. What somebody else has just changed is left to them."""
    names = {"table": table, "key": key, "column": column}
    quoted = {name: connection.ops.quote_name(value) for name, value in names.items()}
    reading = "select {key}, {column} from {table} where {column} <> ''{after} order by {key} limit {batch}"
    writing = "update {table} set {column} = %s where {key} = %s and {column} = %s".format(**quoted)  # noqa: S608 -- names of ours; values are parameters
    rows, changed = None, 0
    while rows is None or len(rows) == BATCH:
        after = " and {key} > %s".format(**quoted) if rows else ""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(reading.format(**quoted, after=after, batch=BATCH), [rows[-1][0]] if rows else [])
            rows = cursor.fetchall()
            pairs = [(change(value), number, value) for number, value in rows]
            different = [pair for pair in pairs if pair[0] != pair[2]]
            if different:
                cursor.executemany(writing, different)
                changed += cursor.rowcount
    return changed

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations, models

BATCH = 1000


def fernet(digest):
    return Fernet(base64.urlsafe_b64encode(digest))


def under_newest_key():
    """As fields have it since: any secret text becomes a key."""
    newest = fernet(hmac.digest(settings.DATA_KEYS[0].encode(), b"fields of the database", hashlib.sha256))
    return lambda words: newest.encrypt(words.encode()).decode()


def rewrite(cursor, table, key, column, change):
    """Put `change(value)` in the place of each value that is not empty."""
    last, after = [], ""
    while True:
        reading = f'select "{key}", "{column}" from {table} where "{column}" <> \'\'{after} order by 1 limit {BATCH}'
        cursor.execute(reading, last)
        rows = cursor.fetchall()
        pairs = [(change(value), number) for number, value in rows]
        if pairs:
            cursor.executemany(f'update {table} set "{column}" = %s where "{key}" = %s', pairs)
        if len(rows) < BATCH:
            return
        last, after = [rows[-1][0]], f' and "{key}" > %s'


def encrypt(apps, schema_editor):
    """What lay here readable; the secrets of factors, which were under a key made of another one; and sign-ins, which
    were signed."""
    closed, store = under_newest_key(), SessionStore()
    former = fernet(hmac.digest(settings.IDENTITY_KEY.encode(), b"seal:factors", hashlib.sha256))

    def taken_over(signed):
        return closed(store.serializer().dumps(store.decode(signed)).decode("latin-1"))

    with schema_editor.connection.cursor() as cursor:
        rewrite(cursor, "accounts_person", "id", "name", closed)
        rewrite(cursor, "accounts_person", "id", "phone", closed)
        rewrite(cursor, "accounts_kept", "key", "fields", closed)
        rewrite(cursor, "outbox_urgent", "id", "content", closed)
        rewrite(cursor, "django_session", "session_key", "session_data", taken_over)
    for row in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn"):
        for name in {"secret", "seed"} & row.data.keys():
            row.data[name] = closed(former.decrypt(row.data[name]).decode())
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_note_how_an_identity_was_shown"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("outbox", "0004_room_for_encrypted_messages"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="name",
            field=models.TextField(blank=True, max_length=60, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="person",
            name="phone",
            field=models.TextField(blank=True, max_length=20, verbose_name="mobile phone"),
        ),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
    ]

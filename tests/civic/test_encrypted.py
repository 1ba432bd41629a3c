"""What lies encrypted in the database: nobody reads it there, a row that is asked opens it, and keys can change."""

import base64
import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection

from civic import checkup, encrypted
from civic.accounts import actions
from civic.accounts.models import Kept, Person
from civic.accounts.sessions import SessionStore
from civic.checkup import NOTE, WELL, WRONG
from civic.outbox import lane, urgent
from civic.outbox.models import Urgent
from tests import people, towns
from tests.accounts.test_factors import code_of, set_up
from tests.accounts.test_signed_in import sign_in
from tests.civic.test_doctor import said

pytestmark = pytest.mark.django_db

NAME, PHONE, OTHER = "南十字星", "+886987654321", "+886987650000"
NEWER = "a key that is newer than the one of before"


@pytest.fixture
def sam(now):
    person = people.person("sam", level=1)
    actions.change_profile(person, at=now, name=NAME)
    actions.verify(person, "phone", 2, at=now, proof=PHONE, phone=PHONE)
    return person


def let_nothing_leave(monkeypatch):
    """What is written into the quick lane from now on stays there."""
    monkeypatch.setattr(urgent, "send_texts", lambda now: 0)


def dump():
    """Every row of every table, as the database writes it down, and what can be read of it by undoing base64."""
    rows = towns.taken().rows
    runs = [run for row in rows for run in re.findall(rb"[\w+/-]{40,}", row)]
    return b"".join(rows) + b"".join(base64.urlsafe_b64decode(run[: len(run) // 4 * 4]) for run in runs)


def test_no_name_and_no_number_stands_in_a_dump(sam, monkeypatch):
    client = sign_in(sam)
    let_nothing_leave(monkeypatch)
    people.prove(client)
    client.post("/accounts/phone/change/", {"phone": OTHER})
    assert Urgent.objects.get(channel="text").content["phone"] == OTHER, "a text waits"
    assert OTHER in json.dumps(client.session.load()), "and so does the sign-in"
    client.logout()
    client.post("/mine/profile/", {"full_name": NAME, "nickname": "sam"})
    assert json.dumps(NAME) in Kept.objects.get().fields
    whole = dump()
    assert sam.email.encode() in whole, "an address stays readable"
    for words in (NAME, PHONE, OTHER, PHONE.removeprefix("+886"), OTHER.removeprefix("+886")):
        assert words.encode() not in whole and json.dumps(words)[1:-1].encode() not in whole


def test_a_row_that_is_asked_opens_it_and_one_that_is_not_leaves_it_closed(sam):
    row = Person.objects.get(pk=sam.pk)
    assert isinstance(row.__dict__["phone"], encrypted.Closed)
    assert row.phone == PHONE and row.__dict__["phone"] == PHONE
    assert Person.objects.defer("phone").get(pk=sam.pk).phone == PHONE
    assert str(Person.objects.values_list("phone", flat=True).get(pk=sam.pk)) == PHONE


def test_what_is_saved_as_it_was_read_is_the_same(sam):
    row = Person.objects.get(pk=sam.pk)
    row.save()
    row.refresh_from_db()
    assert (row.phone, row.name) == (PHONE, NAME)


def test_nothing_lies_encrypted_where_there_is_nothing():
    somebody = people.person("nemo", level=1)
    with connection.cursor() as cursor:
        cursor.execute("select phone, name from accounts_person where id = %s", [somebody.pk])
        assert cursor.fetchone() == ("", "")
    assert Person.objects.filter(phone="", name="", pk=somebody.pk).exists()


def test_nobody_is_found_by_what_is_encrypted(sam):
    with pytest.raises(FieldError, match="digest"):
        Person.objects.filter(phone=PHONE).first()
    with pytest.raises(FieldError, match="Unsupported lookup"):
        Person.objects.filter(phone__startswith="+").first()


def test_a_new_key_takes_everything_over_while_the_older_one_is_there(sam, settings, monkeypatch):
    client = sign_in(sam)
    let_nothing_leave(monkeypatch)
    secret = set_up(client)
    lane.send_text(PHONE, "1234", valid_for=timedelta(minutes=5))
    before = settings.DATA_KEYS
    assert said(checkup.data_keys, WELL, "DATA_KEYS")
    settings.DATA_KEYS = [NEWER, *before]
    assert "rotate_data_key" in said(checkup.data_keys, NOTE, "DATA_KEYS")
    told = StringIO()
    call_command("rotate_data_key", stdout=told)
    assert not told.getvalue().startswith("0 ")
    call_command("rotate_data_key", stdout=(again := StringIO()))
    assert again.getvalue().startswith("0 values")
    assert "others can go" in said(checkup.data_keys, NOTE, "DATA_KEYS")
    settings.DATA_KEYS = [NEWER]
    assert said(checkup.data_keys, WELL, "DATA_KEYS")
    row = Person.objects.get(pk=sam.pk)
    assert (row.phone, row.name) == (PHONE, NAME)
    assert Urgent.objects.get(channel="text").content == {"phone": PHONE, "words": "1234"}
    assert {each.wrap().validate_code(code_of(secret)) for each in Authenticator.objects.filter(type="totp")} == {True}
    assert client.get("/mine/").status_code == 200, "nobody is signed out by it"
    settings.DATA_KEYS = before
    assert "put it back" in said(checkup.data_keys, WRONG, "DATA_KEYS")
    with pytest.raises(encrypted.Unreadable):
        _ = Person.objects.get(pk=sam.pk).phone
    with pytest.raises(CommandError, match="none of DATA_KEYS"):
        call_command("rotate_data_key")


def test_many_rows_are_gone_through_and_what_changed_meanwhile_is_left(db):
    many = Person.objects.bulk_create(
        Person(email=f"{n}@example.test", nickname="x", name=f"name {n}") for n in range(encrypted.BATCH * 2)
    )
    busy = many[7]

    def change(token):
        if encrypted.opened(token) == busy.name:
            Person.objects.filter(pk=busy.pk).update(name="newer")
        return encrypted.closed(encrypted.opened(token))

    assert encrypted.rewrite("accounts_person", "id", "name", change) == len(many) - 1
    assert Person.objects.get(pk=busy.pk).name == "newer"
    assert Person.objects.get(pk=many[-1].pk).name == many[-1].name


def test_a_session_is_read_with_our_keys_only():
    assert SessionStore().decode(SessionStore().encode({"a": "字"})) == {"a": "字"}
    assert SessionStore().decode("eyJhIjoxfQ:signed:otherwise") == {}

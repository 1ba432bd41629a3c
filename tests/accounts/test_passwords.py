"""One of the last three passwords does not come back."""

import pytest
from django.conf import global_settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from civic.accounts import actions
from civic.accounts.models import FormerPassword
from tests.people import prove

pytestmark = pytest.mark.django_db


def set_to(person, *passwords):
    for password in passwords:
        person.set_password(password)
        person.save(update_fields=["password"])


def is_taken(person, password):
    try:
        validate_password(password, person)
    except ValidationError as error:
        assert [each.code for each in error.error_list] == ["password_reused"]
        return False
    return True


def test_none_of_the_last_three_is_taken_again_and_an_older_one_is(mei):
    set_to(mei, "harbour lamp 1", "harbour lamp 2", "harbour lamp 3", "harbour lamp 4")
    assert [is_taken(mei, f"harbour lamp {number}") for number in range(1, 6)] == [True, False, False, False, True]
    assert mei.former_passwords.count() == 3


def test_one_of_an_earlier_release_does_not_come_back_either(mei):
    set_to(mei, "harbour lamp 1")
    FormerPassword.objects.all().delete()
    assert not is_taken(mei, "harbour lamp 1")


def test_the_page_says_so(client, mei):
    set_to(mei, "harbour lamp 1")
    client.force_login(mei)
    prove(client)
    said = {"oldpassword": "harbour lamp 1", "password1": "harbour lamp 1", "password2": "harbour lamp 1"}
    assert "最近 3 次" in client.post("/accounts/password/change/", said).content.decode()


def test_they_go_with_the_account(mei):
    set_to(mei, "harbour lamp 1")
    actions.erase(mei, at=timezone.now())
    assert not FormerPassword.objects.exists()


def test_they_are_hashed_as_django_does(settings):
    """In a million rounds or more, but for the tests' own; see tests/conftest.py."""
    assert settings.PASSWORD_HASHERS == global_settings.PASSWORD_HASHERS

"""From one identity key to the next: nobody becomes two on the way, and the command says who has not followed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import F

from civic import keys
from civic.accounts import actions, identity, rotation
from civic.accounts.models import Verification
from civic.lifecycle import Refused
from tests import people

pytestmark = pytest.mark.django_db

NEW = "the newest key of all, for tests only"
CITY = "people\0A123456789"


@pytest.fixture
def rotate(settings):
    """Let another key be the newest."""

    def rotate(new=NEW):
        settings.IDENTITY_KEYS_BEFORE = [settings.IDENTITY_KEY, *settings.IDENTITY_KEYS_BEFORE]
        settings.IDENTITY_KEY = new

    return rotate


def prove_phone(person, phone, at=people.NOON):
    return actions.verify(person, "phone", 2, at=at, proof=phone, phone=phone)


def sign_on(person, at=people.NOON):
    newest, *before = identity.digests("identity", CITY)
    return actions.verify(person, "oidc:city", 3, at=at, known_by=newest, known_before_by=before)


def called(*arguments):
    out = StringIO()
    call_command("rotate_identity_key", *arguments, stdout=out)
    return out.getvalue()


def test_whoever_proved_something_under_the_former_key_stays_the_one(mei, bo, rotate):
    phone = mei.phone
    sign_on(mei)
    rotate()
    with pytest.raises(Refused, match="already_bound"):
        prove_phone(bo, phone)
    with pytest.raises(Refused, match="already_bound"):
        sign_on(bo)


def test_numbers_follow_at_once_and_identities_when_somebody_returns(mei, rotate):
    sign_on(mei)
    rotate()
    said = called()
    assert "1 numbers" in said and "oidc:city, 1 that stand and 0 that have ended" in said
    assert f"person {mei.pk}\n" in said and "can go" not in said
    sign_on(mei)
    assert "The former keys can go" in called()
    assert keys.noted() == keys.fingerprint(keys.LASTING) == identity.fingerprints()[0]
    assert bytes(mei.proof_by("phone").digest) == identity.digest("phone", mei.phone)


def test_without_the_former_key_all_who_followed_are_known(mei, bo, rotate, settings):
    phone = mei.phone
    sign_on(mei)
    rotate()
    sign_on(mei)
    called()
    settings.IDENTITY_KEYS_BEFORE = []
    assert keys.is_right()
    for prove in (lambda: prove_phone(bo, phone), lambda: sign_on(bo)):
        with pytest.raises(Refused, match="already_bound"):
            prove()


def test_a_number_given_up_is_left_and_the_former_key_goes_only_on_purpose(mei, bo, rotate, settings):
    given_up = mei.phone
    prove_phone(mei, "+886912000001")
    rotate()
    assert "phone, 0 that stand and 1 that have ended" in called()
    assert keys.noted() != keys.fingerprint(keys.LASTING)
    assert "can go" in called("--leave")
    settings.IDENTITY_KEYS_BEFORE = []
    assert prove_phone(bo, given_up).person == bo, "which is what the command has said"


def test_two_keys_before_are_both_known(mei, bo, rotate):
    phone = mei.phone
    rotate()
    rotate("yet another key, which is the newest now")
    with pytest.raises(Refused, match="already_bound"):
        prove_phone(bo, phone)
    rotation.rotate()
    assert rotation.left().proofs == {}


def test_nothing_is_rotated_without_a_former_key_or_under_keys_that_are_not_ours(mei, settings, rotate):
    with pytest.raises(CommandError, match="no former key"):
        called()
    settings.IDENTITY_KEY, settings.IDENTITY_KEYS_BEFORE = NEW, ["a key that was never ours, in no house"]
    with pytest.raises(CommandError, match="none of these keys"):
        called()


# --- what the database itself refuses -------------------------------------------------------------


FORBIDDEN = {
    "to be known by something else": lambda proof, other: {"digest": b"x" * 32},
    "to become somebody else's": lambda proof, other: {"person": other},
    "to be forgotten while it stands": lambda proof, other: {"digest": None},
    "to stand beside one of the same kind": lambda proof, other: {"method": "email", "digest": F("digest")},
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_proof_is_not_let(mei, bo, what):
    proof = mei.proof_by("phone")
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=proof.pk).update(**FORBIDDEN[what](proof, bo))


def test_a_proof_is_never_deleted_nor_a_number_proved_without_one(mei):
    with pytest.raises(IntegrityError), transaction.atomic():
        mei.verifications.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.create(person=mei, level=2, method="oidc:city", proved_at=people.NOON)

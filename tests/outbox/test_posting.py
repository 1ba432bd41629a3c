import pytest
from django.db import transaction

from civic.outbox.actions import post, silence
from civic.outbox.models import Mailing
from tests.people import NOON


def test_a_mailing_is_posted_once_per_key(db):
    for _ in range(2):
        with transaction.atomic():
            post("tests.told", "proposal:42", key="told:42", at=NOON, readers=[])
    assert Mailing.objects.get().subject_id == 42


@pytest.mark.usefixtures("own_database")
def test_a_verb_that_is_rolled_back_tells_nobody():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post("tests.told", "proposal:42", key="told:42", at=NOON)
        1 / 0  # noqa: B018
    assert not Mailing.objects.exists()


@pytest.mark.usefixtures("own_database")
def test_posting_outside_a_transaction_is_an_error():
    with pytest.raises(transaction.TransactionManagementError):
        post("tests.told", "proposal:42", key="told:42", at=NOON)


def test_nothing_is_posted_in_silence(db):
    with silence():
        post("tests.told", "proposal:42", key="told:42", at=NOON)
    assert not Mailing.objects.exists()
    post("tests.told", "proposal:42", key="told:42", at=NOON)
    assert Mailing.objects.exists()

"""Several processes at once expand and send each letter once; without their locks they do not."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections, transaction

from civic.outbox import expanding, sending
from civic.outbox.actions import post
from civic.outbox.expanding import expand
from civic.outbox.models import Letter, Mailing
from civic.outbox.sending import deliver
from tests.people import NOON
from tests.waiting import PATIENCE

pytestmark = pytest.mark.usefixtures("own_database")
LATER = NOON + timedelta(seconds=1)
HANDS = 4


def all_at_once(work):
    """The results of `work()` in several threads at the same time."""

    def hand(_):
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(hand, range(HANDS)))


def test_several_expanders_write_each_letter_once(told, monkeypatch):
    monkeypatch.setattr(expanding, "CHUNK", 3)
    with transaction.atomic():
        for number in range(6):
            post("tests.told", "proposal:1", key=f"told:{number}", at=NOON, readers=list(range(1, 20)))
    all_at_once(lambda: expand(LATER, spell=PATIENCE))
    expand(LATER)
    assert Letter.objects.count() == 6 * 19
    assert not Mailing.objects.filter(expanded_at=None).exists()


def test_several_senders_send_each_letter_once(mailing, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 1)
    assert sum(all_at_once(lambda: deliver(LATER, spell=PATIENCE))) == 5
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 5


class Together(EmailBackend):
    """Opens once all senders have read what is to be sent, before one has sent it."""

    everybody = threading.Barrier(HANDS)

    def open(self):
        self.everybody.wait(PATIENCE)


def test_negative_control_without_the_claim_letters_leave_more_than_once(mailing, monkeypatch, settings):
    settings.POST_BACKEND = f"{__name__}.Together"
    monkeypatch.setattr(
        sending, "claim", lambda now: list(Letter.objects.filter(sent_at=None).select_related("mailing"))
    )
    all_at_once(lambda: deliver(LATER))
    assert len(mail.outbox) > 5, "void unless the claim is what prevents it"

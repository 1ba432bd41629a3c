"""Whoever can act is told: a reader whose letters come back, somebody who is about to wait for a code."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from civic.outbox import backlog
from civic.outbox.models import Letter, Urgent
from civic.outbox.sending import deliver
from tests.people import NOON
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_reader_whose_letters_come_back_reads_so_on_their_page(client, mailing, post, mei, at):
    Letter.objects.create(mailing=mailing, person_id=mei.pk, due_at=NOON)
    post.refuses[mei.email] = "550 5.1.1 no such mailbox"
    deliver(NOON + MINUTE, spell=PATIENCE)
    assert backlog.come_back(mei.pk)
    client.force_login(mei)
    assert "寄到您信箱的信被退回了" in client.get("/mine/").content.decode()
    assert "come back" in client.get("/en/mine/").content.decode()


@pytest.mark.parametrize("answer", [None, "450 mailbox busy"])
def test_a_reader_whose_letters_arrive_or_wait_reads_nothing(client, mailing, post, mei, answer):
    Letter.objects.create(mailing=mailing, person_id=mei.pk, due_at=NOON)
    post.refuses.update({mei.email: answer} if answer else {})
    deliver(NOON + MINUTE, spell=PATIENCE)
    client.force_login(mei)
    assert not backlog.come_back(mei.pk) and "退回" not in client.get("/mine/").content.decode()


def code_page(email):
    cache.clear()
    return Client().post("/accounts/login/code/", {"email": email}, follow=True).content.decode()


@pytest.mark.parametrize("email", ["mei@example.test", "nobody@example.test"])
def test_who_asks_for_a_code_while_mail_is_away_is_told_that_it_may_come_late(mei, at, email):
    at(NOON)
    Urgent.objects.create(channel="mail", at=NOON - backlog.SLOW, due_at=NOON, expires_at=NOON + 9 * MINUTE)
    assert "較慢" not in code_page(email)
    at(NOON + timedelta(seconds=1))
    assert "較慢" in code_page(email)

"""`manage.py break_glass`: the way back for whoever lost every second factor."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from civic.accounts import factors
from civic.outbox.models import Mailing
from civic.outbox.registry import kinds
from civic.record.models import Entry
from tests.accounts.test_factors import set_up

pytestmark = pytest.mark.django_db


def break_glass(email, reason="phone stolen; seen in person"):
    said = StringIO()
    call_command("break_glass", email, reason=reason, stdout=said)
    return said.getvalue()


def test_factors_go_with_the_sessions_and_it_is_recorded_logged_and_told(client, mei, ada, caplog):
    client.force_login(mei)
    set_up(client)
    elsewhere = Client()
    elsewhere.force_login(mei)
    assert mei.email in break_glass(mei.email.upper())
    assert not factors.has_any(mei) and not Authenticator.objects.filter(user=mei).exists()
    for each in (client, elsewhere):
        assert each.get("/mine/").status_code == 302
    entry = Entry.objects.about(mei).get(verb="accounts.factors_reset")
    assert (entry.actor, entry.is_public, entry.data) == ("operator", False, {"reason": "phone stolen; seen in person"})
    assert [each.levelname for each in caplog.records if each.name.endswith("break_glass")] == ["CRITICAL"]
    mailing = Mailing.objects.get(kind="accounts.factors_reset")
    letter = kinds["accounts.factors_reset"]
    assert letter.audience(mailing, 0, 10) == sorted([mei.pk, ada.pk])


def test_nothing_happens_without_a_reason_an_account_or_a_factor(mei):
    for email, reason, said in [
        (mei.email, " ", "give a reason"),
        ("nobody@example.test", "lost", "Nobody has signed up"),
        (mei.email, "lost", "沒有"),
    ]:
        with pytest.raises(CommandError, match=said):
            break_glass(email, reason)
    assert not Entry.objects.about(mei).filter(verb="accounts.factors_reset").exists()

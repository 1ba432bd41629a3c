"""`manage.py grant`: the first administrator of a new site."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from civic.record.models import Entry


def grant(email, role="administrator"):
    call_command("grant", email, role, stdout=StringIO())


def test_the_first_administrator_may_enter_the_administration(client, mei):
    grant(mei.email.upper())
    mei.refresh_from_db()
    assert mei.is_staff and mei.has_role("administrator")
    assert Entry.objects.about(mei).filter(verb="accounts.role_granted").exists()
    client.force_login(mei)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/outbox/urgent/").status_code == 200


def test_whoever_has_not_signed_up_or_confirmed_is_told_what_to_do_first(sam):
    with pytest.raises(CommandError, match="signed up"):
        grant("nobody@example.test")
    with pytest.raises(CommandError, match="not confirmed"):
        grant(sam.email)


def test_a_role_that_does_not_exist_is_refused(mei):
    with pytest.raises(CommandError, match="invalid choice"):
        grant(mei.email, "king")

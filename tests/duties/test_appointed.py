"""Whoever is appointed gets a letter of what the agency owes now."""

import pytest
from django.utils import translation

from civic.agencies.actions import appoint, dismiss
from civic.duties import actions
from civic.outbox import registry
from civic.outbox.models import Mailing
from civic.outbox.words import render
from tests import people
from tests.duties.things import DONE, OWED, SET_AT, impose

pytestmark = pytest.mark.django_db
KIND = "agencies.appointed"


def letter(mailing, language="en"):
    with translation.override(language):
        return render(KIND, registry.kinds[KIND].context(mailing, language))


def test_the_letter_says_what_is_owed_until_when_and_where(mei, ada):
    parks = people.parks()
    impose({OWED: 3, DONE: 5}, agency=parks)
    impose({OWED: 4}, "thing:2")
    impose({OWED: 1}, "thing:3", agency=people.transport())
    actions.fulfil("thing:1", DONE, at=SET_AT)
    office = appoint(mei, parks, at=SET_AT, actor=ada)
    mailing = Mailing.objects.get(kind=KIND)
    subject, body = letter(mailing)
    assert subject == "You now speak for Parks Office"
    assert "Thing 1\n- tests.owed: 5 March 2026\n" in body and "/things/1/" in body
    assert "Thing 2\n- tests.owed: 6 March 2026\n" in body, "what the agency helps with"
    assert "Thing 3" not in body and DONE not in body
    assert "您現在是" in letter(mailing, "zh-hant")[0]
    assert registry.kinds[KIND].audience(mailing, 0, 100) == [mei.pk]
    appoint(mei, parks, at=SET_AT, actor=ada)
    assert Mailing.objects.filter(kind=KIND).count() == 1, "appointing again changes nothing"
    dismiss(office, at=SET_AT, actor=ada)
    assert registry.kinds[KIND].audience(mailing, 0, 100) == []


def test_where_nothing_is_owed_it_says_so(mei, ada):
    appoint(mei, people.parks(), at=SET_AT, actor=ada)
    assert "Nothing is due at present." in letter(Mailing.objects.get(kind=KIND))[1]

"""The address book of the outbox, and the letters about accounts."""

from collections.abc import Iterable

from django.urls import reverse

from civic import outbox
from civic.accounts import crowd
from civic.accounts.models import Person


@outbox.address_book
def addresses(person_ids: Iterable[int]) -> dict[int, outbox.Address]:
    """Those with a confirmed e-mail and an open account; suspended people are still told, invented ones are not."""
    people = Person.objects.filter(pk__in=person_ids, is_active=True, level__gte=1)
    people = people.exclude(email__endswith=crowd.DOMAIN)
    return {
        number: outbox.Address(email, language, nickname)
        for number, email, language, nickname in people.values_list("pk", "email", "language", "nickname")
    }


@outbox.letter("accounts.frozen")
class Frozen:
    """To the administrators: somebody has stopped their account; it is the mailing's subject."""

    def audience(self, mailing, after_id, limit):
        rows = Person.objects.administrators().exclude(pk=mailing.subject_id).filter(pk__gt=after_id)
        return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])

    def context(self, mailing, language):
        path = reverse("admin:accounts_person_change", args=[mailing.subject_id])
        return {"number": mailing.subject_id, "link": outbox.absolute(path)}

"""The address book of the outbox, and the letters about accounts."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from civic import outbox
from civic.accounts import crowd, joining, tenure
from civic.accounts.models import Person
from civic.accounts.registry import title_of
from civic.accounts.working import IDLE


@outbox.address_book
def addresses(person_ids: Iterable[int]) -> dict[int, outbox.Address]:
    """Those with a confirmed e-mail and an open account; suspended people are still told, invented ones are not."""
    people = Person.objects.filter(pk__in=person_ids, is_active=True, level__gte=1)
    people = people.exclude(email__endswith=crowd.DOMAIN)
    return {
        number: outbox.Address(email, language, nickname)
        for number, email, language, nickname in people.values_list("pk", "email", "language", "nickname")
    }


class _AboutAnAccount:
    """About an account, which is the mailing's subject."""

    def audience(self, mailing, after_id, limit):
        return list(self.told(mailing).filter(pk__gt=after_id).order_by("pk").values_list("pk", flat=True)[:limit])

    def context(self, mailing, language):
        return {"number": mailing.subject_id}


@outbox.letter("accounts.frozen")
class Frozen(_AboutAnAccount):
    """To the administrators: somebody has stopped their account."""

    def told(self, mailing):
        return Person.objects.administrators().exclude(pk=mailing.subject_id)

    def context(self, mailing, language):
        path = reverse("admin:accounts_person_change", args=[mailing.subject_id])
        return super().context(mailing, language) | {"link": outbox.absolute(path)}


@outbox.letter("accounts.joined")
class Joined(_AboutAnAccount):
    """To whoever has two accounts here no longer; what lies in the other mailbox was sent by the verb."""

    def told(self, mailing):
        return Person.objects.filter(pk=mailing.subject_id)

    def context(self, mailing, language):
        return joining.letter(Person.objects.get(pk=mailing.subject_id), mailing.at)


@outbox.letter("accounts.proof_freed")
class ProofFreed(_AboutAnAccount):
    """To whoever was known by what an administrator has freed."""

    def told(self, mailing):
        return Person.objects.filter(pk=mailing.subject_id)

    def context(self, mailing, language):
        return {"is_phone": mailing.data["method"] == "phone", "link": outbox.absolute(reverse("accounts:mine"))}


@outbox.letter("accounts.factors_reset")
class FactorsReset(_AboutAnAccount):
    """To whoever's account it is and to the administrators: its second factors were taken away on the server."""

    def told(self, mailing):
        return Person.objects.filter(pk=mailing.subject_id) | Person.objects.administrators()


@outbox.letter("accounts.idle")
class Idle(_AboutAnAccount):
    """To whoever has not worked here for long: until when their roles stay. Not to those who have worked since."""

    def told(self, mailing):
        return Person.objects.filter(pk=mailing.subject_id, endings__why=IDLE).distinct()

    def context(self, mailing, language):
        told = {
            "roles": [title_of(name) for name in mailing.data["roles"]],
            "last_day": date.fromisoformat(mailing.data["last_day"]),
            "days": tenure.IDLE_AFTER.days,
            "link": outbox.absolute(reverse("account_login")),
        }
        return super().context(mailing, language) | told

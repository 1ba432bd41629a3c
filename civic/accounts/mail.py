"""The address book of the outbox."""

from civic import outbox
from civic.accounts import crowd
from civic.accounts.models import Person


@outbox.address_book
def addresses(person_ids):
    """Those with a confirmed e-mail and an open account; suspended people are still told, invented ones are not."""
    people = Person.objects.filter(pk__in=person_ids, is_active=True, level__gte=1)
    people = people.exclude(email__endswith=crowd.DOMAIN)
    return {
        number: outbox.Address(email, language, nickname)
        for number, email, language, nickname in people.values_list("pk", "email", "language", "nickname")
    }

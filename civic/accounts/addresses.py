"""What allauth knows of a person's e-mail addresses: one, and for a frozen account also the one it had before."""

from allauth.account.models import EmailAddress

from civic.accounts.models import Person


def own(person: Person) -> None:
    """Let allauth know of an address that was confirmed without it, by a verb: nobody confirms one twice."""
    if person.proof_by("email") and not EmailAddress.objects.filter(user=person).exists():
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def forget(person: Person) -> None:
    """Erase all of them."""
    EmailAddress.objects.filter(user=person).delete()


def keep_former(person: Person, address: str) -> None:
    """Keep the address that an account had before, until somebody has decided which one is its holder's."""
    if address != person.email:
        EmailAddress.objects.get_or_create(user=person, email=address, defaults={"verified": False, "primary": False})


def former(person: Person) -> str | None:
    """The address that was kept, or None."""
    rows = EmailAddress.objects.filter(user=person).exclude(email=person.email)
    return rows.values_list("email", flat=True).first()


def settle(person: Person) -> None:
    """The account has its `email` and no other."""
    forget(person)
    own(person)

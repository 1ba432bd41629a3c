"""The button in a letter that says "that was not me": a signed link, and the verb behind it.

Whenever something changes whose an account is, a letter goes to the address it belonged to before. Its link leads to a
page with a button; the button closes the account and ends every session until an administrator has looked.
"""

from datetime import UTC, datetime, timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from civic.accounts import addresses, devices, office, rules
from civic.accounts.models import Person
from civic.lifecycle import Refusal, Refused, require
from civic.outbox.actions import post
from civic.record.actions import write
from civic.record.models import Entry
from civic.security.actions import note
from civic.verbs import lock_people

GOOD_FOR = timedelta(days=30)
REASON = "本人表示帳號遭人動用，待查明 · its holder says that somebody else used it"  # in both languages
FROZEN = ["is_active", "suspended_at", "suspended_reason", "password"]
LOOKED_INTO = Refusal(
    "looked_into",
    _("Somebody of the city has looked into this since the letter was written. For anything new, please write to us."),
)
STALE = Refusal("stale", _("This link is not valid any more. If somebody uses your account, please write to the city."))


def link(person: Person, address: str, now: datetime) -> str:
    """The path of the page with the button, for a letter to `address`."""
    token = signing.dumps([person.pk, address, int(now.timestamp())], salt=__name__, compress=True)
    return reverse("accounts:freezing", args=[token])


def read(token: str) -> tuple[Person, str, datetime]:
    """(person, address of the letter, instant it was written) of the link with this token; raises `Refused`."""
    try:
        number, address, written_at = signing.loads(token, salt=__name__, max_age=GOOD_FOR)
        return Person.objects.get(pk=number), address, datetime.fromtimestamp(written_at, UTC)
    except (signing.BadSignature, Person.DoesNotExist):
        raise Refused(STALE) from None


@transaction.atomic
def freeze(person: Person, *, at: datetime, address: str, since: datetime) -> None:
    """Close an account and end all its sessions, until an administrator reinstates it, at the present address or at
    `address`, which it had `since` then. Doing it again is harmless; once somebody has looked it is refused, and for
    the only administrator."""
    office.hold_if_theirs(person)
    lock_people(person, alone=person)
    require(rules.may_be_changed(person))
    if Entry.objects.about(person).filter(verb="accounts.reinstated", at__gte=since).exists():
        raise Refused(LOOKED_INTO)
    if not person.is_active:
        return
    require(rules.LAST_STOPPED if office.may_go(person) else None)
    person.is_active, person.suspended_at, person.suspended_reason = False, at, REASON
    person.set_unusable_password()  # it ends every session and every slip, and the password is not the holder's
    person.save(update_fields=FROZEN)
    devices.end_others(person)
    addresses.keep_former(person, address)
    write("accounts.frozen", person, actor=person, at=at, public=False)
    note("accounts.frozen", about=person)
    post("accounts.frozen", person.record_key, key=f"{person.record_key}:frozen:{at.isoformat()}", at=at)

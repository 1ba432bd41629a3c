"""Two accounts that turn out to be one person's become one, by a verb with a preview of what goes along and what falls.

`person` is the account that stays, `other` the one that goes. What others can see or count moves to the one that stays;
where both have done what a person does once, the earlier stands (`Section.join` of each app).
"""

from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation

from civic.accounts import crowd, factors, freezing, rules
from civic.accounts.actions import empty
from civic.accounts.models import Person, Verification
from civic.accounts.sections import Fate, sections
from civic.lifecycle import Denied, Refusal, require
from civic.outbox import absolute
from civic.outbox.actions import post
from civic.outbox.words import render
from civic.record.actions import write
from civic.security.actions import note
from civic.seen import mark_of, may_replace
from civic.verbs import hold_all, letting

KIND = "accounts.joined"


def may_join(person: Person, other: Person) -> Refusal | None:
    """Whether the two can be joined at all."""
    return rules.may_join(person, other, Verification.objects.filter(person__in=[person, other]))


def fates(person: Person, other: Person, now: datetime) -> list[Fate]:
    """What goes along and what falls away, in the words of the reader's language."""
    return [fate for _name, plug in sections() for fate in plug.fates(person, other, now)]


def mark(person: Person, other: Person, now: datetime) -> str:
    """A mark of what a preview shows (`civic.seen`), the same in all languages."""
    with translation.override("en"):
        return mark_of(person.pk, other.pk, [[str(fate.words), fate.falls] for fate in fates(person, other, now)])


@transaction.atomic
def join(
    person: Person, other: Person, *, at: datetime, actor: Person | str, reason: str = "", seen: str | None = None
) -> None:
    """Join `other` with `person`. As an administrator, for a `reason`; or as `person`, whose page has asked whether
    both are theirs (`showing`). `seen`: `mark` as it was before them.

    Raises `Refused`, and `Denied` for whoever may not. Both mailboxes are told.
    """
    kinds = [rows for _name, plug in sections() for rows in plug.things_of_both(person, other)]
    hold_all(kinds, person, other, actor, alone=(person, other))
    require(may_join(person, other))
    if isinstance(actor, str) or actor.pk != person.pk:
        require(rules.may_join_others(actor, reason), Denied)
    else:
        require(rules.may_join_own(person, other, factors.has_any(other)))
    require(may_replace(seen, mark(person, other, at)))
    _write_to_the_mailbox_of(other, person, at)
    with letting("accounts.joined", f"{other.pk}>{person.pk}"):
        for _name, plug in sections():
            plug.join(person, other, at, actor)
    Person.objects.filter(same_as=other).update(same_as=person)
    empty(other, at)
    other.same_as = person
    other.save(update_fields=["same_as"])
    _note(person, other, actor, at, reason)


def _note(person, other, actor, at, reason):
    for account in (person, other):
        note("accounts.joined", about=account, actor=actor, stays=person.pk, goes=other.pk)
        told = {"stays": person.pk, "goes": other.pk, "reason": reason}
        write("accounts.joined", account, actor=actor, at=at, public=False, **told)
    post(KIND, person.record_key, key=f"{other.record_key}:joined", at=at, other=other.pk)


def _write_to_the_mailbox_of(other, person, at):
    """At once: after this nobody knows the address any more."""
    if other.level < 1 or other.email.endswith(crowd.DOMAIN):
        return
    with translation.override(other.language):
        subject, body = render(KIND, letter(person, at) | {"is_closed": True})
    message = EmailMessage(subject, body, to=[other.email])
    message.valid_for = freezing.GOOD_FOR
    message.send()


def letter(person: Person, at: datetime) -> dict[str, Any]:
    """What the letter tells to either mailbox; its link stops the account that stays."""
    return {"link": absolute(freezing.link(person, person.email, at)), "days": freezing.GOOD_FOR.days}

"""The office of an administrator: somebody whose role has no end keeps it always, so that nobody is locked out."""

from django.contrib.auth.models import Group

from civic.accounts import rules
from civic.accounts.models import Person
from civic.lifecycle import Refusal
from civic.verbs import wait_at_most

NAME = "administrator"


def hold() -> None:
    """One at a time gives the office up: two would each leave it to the other. A thing, so held before people are."""
    wait_at_most()
    Group.objects.select_for_update(no_key=True).get(name=NAME)


def hold_if_theirs(person: Person) -> None:
    """The same, where `person` has it."""
    if person.has_role(NAME):
        hold()


def may_go(person: Person) -> Refusal | None:
    """Whether `person` may stop being an administrator, now or on a day to come; needs `hold`. Somebody else has to be
    there who stays."""
    administrators = Person.objects.administrators()
    if not administrators.filter(pk=person.pk).exists():
        return None
    return may_end(person)


def may_end(person: Person) -> Refusal | None:
    """Whether the office may be given to `person`, or be left with them, until a day only; needs `hold`."""
    others = Person.objects.administrators().who_stay().exclude(pk=person.pk)
    return None if others.exists() else rules.LAST

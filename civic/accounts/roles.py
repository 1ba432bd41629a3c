"""The role of administrators, and the one place that says who has which role now.

A role is had from the instant it is given until it ends (`working.Ending`), by the clock: whoever asks afterwards is
told no, whether or not the clock has tidied up.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from civic.accounts.registry import allow, lenders, role, role_names
from civic.accounts.working import Ending

role(40, "administrator", _("Administrator"))
allow("administrator", "accounts.view_person", "accounts.view_verification")
allow("administrator", *(f"city.{deed}_closure" for deed in ("view", "add", "change", "delete")))
allow("administrator", "city.view_district", "city.view_theme", "city.change_theme")
allow("administrator", "clockwork.view_round", "record.view_entry", "security.view_event")
allow("administrator", "outbox.view_letter", "outbox.view_mailing", "outbox.view_urgent")


def roles_of(person: Any, now: datetime) -> frozenset[str]:
    """The names of the roles somebody has now, those they are lent among them; one query."""
    over = Ending.objects.filter(person=person, role=OuterRef("name"), until__lte=now)
    names = person.groups.filter(~Exists(over), name__in=role_names()).order_by().values_list("name")
    lent = (_lent(lend(now).filter(pk=person.pk), name) for name, lend in lenders())
    return frozenset(name for (name,) in names.union(*lent))


def _lent(people, name):
    return people.order_by().annotate(lent=Value(name)).values_list("lent")


def holding(names: Iterable[str], now: datetime) -> Q:
    """Of people: those who have one of these roles now."""
    names = set(names)
    over = Ending.objects.filter(person=OuterRef(OuterRef("pk")), role=OuterRef("name"), until__lte=now)
    found = Q(Exists(Group.objects.filter(~Exists(over), user=OuterRef("pk"), name__in=names)))
    for name, lend in lenders():
        if name in names:
            found |= Q(pk__in=lend(now).values("pk"))
    return found


def lasting(name: str) -> Q:
    """Of people: those who have the role without any end."""
    ends = Ending.objects.filter(person=OuterRef("pk"), role=name)
    return Q(Exists(Group.objects.filter(user=OuterRef("pk"), name=name))) & ~Q(Exists(ends))

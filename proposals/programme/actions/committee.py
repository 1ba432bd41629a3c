"""Who sits in the committee."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.lifecycle import Denied, Refusal, Refused, require
from civic.seen import may_replace
from civic.verbs import change, lock_people, locked, tell
from civic.writing import kept
from proposals.programme import committee_rules, marks, rules
from proposals.programme.committee import Member, Tenure

LIMITS = {"name_zh": 60, "name_en": 120, "post_zh": 100, "post_en": 200}
NAMELESS = _("Please give the name of the member.")


@transaction.atomic
def begin_tenure(person: Person, *, now: datetime, number: int, begins_on: date, ends_on: date) -> Tenure:
    """A term of office of the committee, from and to these days."""
    lock_people(person)
    require(rules.may_run(person), Denied)
    require(committee_rules.may_be_tenure(begins_on, ends_on, Tenure.objects.values_list("begins_on", "ends_on")))
    if Tenure.objects.filter(number=number).exists():
        raise Refused(Refusal("number_taken", _("There is a term of office of this number already.")))
    tenure = Tenure.objects.create(number=number, begins_on=begins_on, ends_on=ends_on)
    tell(tenure, "tenure_begun", person, now, letter=False)
    return tenure


@transaction.atomic
def enter_member(tenure: Tenure, person: Person, *, now: datetime, **fields: Any) -> Member:
    """Somebody who sits in the committee. `fields`: name_zh, name_en, post_zh, post_en, group, since, until (or None)
    and account (theirs, or None)."""
    tenure = locked(tenure, person)
    require(rules.may_run(person), Denied)
    member = Member.objects.create(tenure=tenure, **_as_kept(tenure, fields))
    change(tenure)
    tell(tenure, "member_entered", person, now, letter=False, member=member.pk)
    return member


@transaction.atomic
def change_member(member: Member, person: Person, *, now: datetime, seen: str | None = None, **fields: Any) -> Member:
    """Correct what is told of a member, or let them leave on a day. `fields` as above; `seen`: `marks.member`."""
    tenure = locked(member.tenure, person)
    require(rules.may_run(person), Denied)
    member = tenure.members.get(pk=member.pk)
    require(may_replace(seen, marks.member(member)))
    for name, value in _as_kept(tenure, fields).items():
        setattr(member, name, value)
    member.save()
    change(tenure)
    tell(tenure, "member_changed", person, now, letter=False, member=member.pk)
    return member


def _as_kept(tenure, fields):
    require(committee_rules.may_be_member(fields["since"], fields["until"], tenure.begins_on, tenure.ends_on))
    needed = {"name_zh": NAMELESS, "name_en": NAMELESS}
    texts = {name: kept(fields[name], most, needed.get(name), one_line=True) for name, most in LIMITS.items()}
    return {name: fields[name] for name in ("group", "since", "until", "account")} | texts


def hand_seats_on(person: Person, other: Person) -> None:
    """Let the seats of the account `other` be those of `person`, with which it is joined; within that transaction."""
    Member.objects.filter(account=other).update(account=person)


def leave_seats(person: Person) -> None:
    """Part somebody's account from their seats: who sat in the committee stays told. Part of the transaction that
    erases the account."""
    Member.objects.filter(account=person).update(account=None)

"""Applications of agencies and district offices: written, handed in, withdrawn."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from civic.accounts.models import Person
from civic.agencies.deputies import note_deed
from civic.agencies.models import Agency
from civic.agencies.protection import citizens_passages
from civic.agencies.rules import speaks_for
from civic.lifecycle import Denied, require
from civic.personal import Passage, require_confirmed
from civic.record.actions import write
from civic.seen import may_replace
from civic.verbs import change, lock_people, lock_things, locked, tell
from civic.writing import kept
from proposals.programme import marks, rules
from proposals.programme.actions import deciding
from proposals.programme.models import Case, Programme

LIMITS = {"title": (rules.TITLE_LIMIT, True), "body": (rules.TEXT_LIMIT, False), "reach": (rules.NOTE_LIMIT, False)}


def lock_case(case: Case, *people: Person) -> Case:
    """The case and its programme, locked in this order, then `people`."""
    case, programme = lock_things(
        [Case.objects.select_related("agency").filter(pk=case.pk), Programme.objects.filter(pk=case.programme_id)]
    )
    lock_people(*people)
    case.programme = programme
    return case


def as_kept(words: dict[str, Any]) -> dict[str, Any]:
    """What an application says, as it is kept; raises `Refused` for a text that is too long."""
    texts = {name: kept(words[name], most, one_line=line) for name, (most, line) in LIMITS.items()}
    return {name: words[name] for name in rules.WORDS} | texts


@transaction.atomic
def save_application(
    person: Person,
    *,
    now: datetime,
    programme: Programme,
    agency: Agency,
    case: Case | None = None,
    seen: str | None = None,
    **words: Any,
) -> Case:
    """Keep a draft of an application of `agency`, a new one or `case`. `words`: all of `rules.WORDS`; what is
    missing is needed only when it is handed in. `seen`: `marks.case`."""
    words = as_kept(words)
    if case is None:
        programme = locked(programme, person)
        require(rules.may_apply(programme, person, speaks_for(person, agency), now))
        case = Case(programme=programme, agency=agency, created_at=now, **words)
        case.save()
        return case
    case = lock_case(case, person)
    require(rules.may_edit(case, case.programme, person, speaks_for(person, case.agency), now))
    require(may_replace(seen, marks.case(case)))
    change(case, **words)
    return case


@transaction.atomic
def delete_application(case: Case, person: Person, *, now: datetime) -> None:
    """Throw a draft away."""
    case = lock_case(case, person)
    require(rules.may_act(person, speaks_for(person, case.agency)), Denied)
    require(rules.may_edit(case, case.programme, person, speaks_for(person, case.agency), now))
    case.delete()


def passages_of(case: Case) -> list[Passage]:
    """What in an application looks like personal data that no agency publishes."""
    return citizens_passages(case.title, case.body, case.reach)


@transaction.atomic
def hand_in(
    case: Case, person: Person, *, now: datetime, seen: str | None = None, confirmed: Collection[str] = ()
) -> Case:
    """Apply: from now on everybody can read it, and it stands. `confirmed`: passages that may be public; `seen`:
    `marks.case`."""
    case = lock_case(case, person)
    require(rules.may_edit(case, case.programme, person, speaks_for(person, case.agency), now))
    require(may_replace(seen, marks.case(case)))
    require(rules.may_be_handed_in(case.words))
    keep_quiet(case, person, passages_of(case), now=now, confirmed=confirmed, deed="case_applied")
    last = case.programme.cases.aggregate(last=Max("number"))["last"] or 0
    change(case, submitted_at=now, number=last + 1)
    note_deed(case, person, [case.agency], "case_applied", now)
    deciding.begins(case.programme, at=now)
    tell(case, "case_applied", person, now)
    return case


def keep_quiet(
    case: Case, person: Person, found: list[Passage], *, now: datetime, confirmed: Collection[str], deed: str
) -> None:
    """Raise unless each passage `found` is confirmed; put the yes on record, with the name of the `deed`."""
    require_confirmed(found, confirmed)
    if found:
        write("passages_confirmed", case, actor=person, at=now, public=False, deed=deed, passages=len(found))


@transaction.atomic
def withdraw(case: Case, person: Person, *, now: datetime) -> Case:
    """Take an application back before it is decided; its page stays."""
    case = lock_case(case, person)
    require(rules.may_withdraw(case, person, speaks_for(person, case.agency), now))
    change(case, withdrawn_at=now)
    deciding.ends(case.programme, at=now)
    note_deed(case, person, [case.agency], "application_withdrawn", now)
    tell(case, "application_withdrawn", person, now, letter=False)
    return case

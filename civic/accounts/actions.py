"""The verbs of accounts. Nobody else moves a level, a role, a suspension or a nickname.

`actor` is the person who acts and is asked for their right to it, or a plain key such as
"operator": a command or the demo, which has asked already.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from civic.accounts import addresses, devices, factors, identity, nicknames, office, rules
from civic.accounts.models import ERASED_DOMAIN, Person, Verification
from civic.accounts.registry import role_names
from civic.accounts.sections import sections
from civic.accounts.working import DATE, Attendance, Ending
from civic.city.models import District
from civic.clockwork import gone
from civic.lifecycle import Denied, Refusal, Refused, require
from civic.outbox.actions import post
from civic.record.actions import write
from civic.record.models import Entry
from civic.security.actions import note
from civic.seen import may_replace
from civic.verbs import hold_all, lock_people

NO_FACTOR = Refusal("no_factor", _("This account has no second factor that could be lost."))
UNCONFIRMED = timedelta(days=7)
ERASING = ["email", "phone", "name", "nickname", "level", "is_active", "password"]
GONE = "accounts.erased"  # as what erased accounts are counted among what went
ERASED = "已離開 · left"  # stands where the nickname stood, in both languages


def verify(
    person: Person,
    method: str,
    level: int,
    *,
    at: datetime,
    proof: str = "",
    phone: str = "",
    district: District | None = None,
    born_on: date | None = None,
    known_by: bytes | None = None,
    known_before_by: Sequence[bytes] = (),
    reported: str = "",
) -> Verification:
    """Note that `person` proved `level` by `method`, and lift them to it; returns the verification.

    `proof` is what makes a person the same one (a phone number), kept only as a digest; of an identity only the digest
    is given (`known_by`, and what that was under former keys), with the way it was proved as its provider `reported`
    it. Refused (`already_bound`) if it ever confirmed another account. Proving the same again is harmless, and adds
    what is new or stronger. A new phone number ends the proof by the former one; a strong identity is not replaced by
    another (`another_identity`).
    """
    digest, *before = identity.digests(method, proof) if proof else (known_by, *known_before_by)
    taken = rules.IDENTITY_BOUND if known_by else rules.ALREADY_BOUND
    facts = {"level": level, "district": district, "born_on": born_on, "reported": reported}
    try:
        with transaction.atomic():
            return _verify(person, method, digest, before, taken, phone, facts, at)
    except IntegrityError as error:  # two accounts proved the same at the same time; the other was first
        if "digest" not in str(error):
            raise
        raise Refused(taken) from None


def _verify(person, method, digest, before, taken, phone, facts, at):
    lock_people(person)
    require(rules.CLOSED if not person.is_active else None)
    known = Verification.objects.known_by(digest, *before) if digest else person.proof_by(method)
    if known and known.person_id != person.pk:
        raise Refused(taken)
    require(rules.may_be_known_by({digest, *before}, method, facts["level"], person.verifications.all()))
    if known and digest:
        known.know_by(digest)
    if known and known.ended_at is None:
        facts = {name: value if value is not None else getattr(known, name) for name, value in facts.items()}
        adds = any(value != getattr(known, name) for name, value in facts.items())
        if facts["level"] < known.level or not adds:
            return known
    level = facts["level"]
    person.verifications.filter(method=method, ended_at=None).update(ended_at=at)
    facts |= {"method": method, "proved_at": at, "ended_at": None}
    if known:
        Verification.objects.filter(pk=known.pk).update(**facts)
    else:
        under = identity.fingerprints()[0] if digest else ""
        known = Verification.objects.create(person=person, digest=digest, digest_key=under, **facts)
    if phone:
        person.phone = phone
        person.save(update_fields=["phone"])
    settle_level(person)
    _noted("accounts.verified", person, actor=person, at=at, method=method, level=level)
    return known


@transaction.atomic
def end_verification(verification: Verification, *, at: datetime, actor: Person, reason: str) -> None:
    """End one proof and let the level fall to what the others prove. It stays bound to its person."""
    person = verification.person
    _take_from(person, actor, rules.may_change)
    if verification.ended_at is None:
        verification.ended_at = at
        verification.save(update_fields=["ended_at"])
    if verification.method == "phone":
        _forget_phone(person)
    settle_level(person)
    _noted("accounts.verification_ended", person, actor=actor, at=at,
          method=verification.method, reason=reason)  # fmt: skip


@transaction.atomic
def free_proof(verification: Verification, *, at: datetime, actor: Person, reason: str) -> None:
    """End a proof and let what was proved confirm somebody else: a recycled phone number. Its holder is told; one who
    has erased their account is nowhere to be told."""
    person = verification.person
    if person.is_erased:
        lock_people(actor, person, alone=person)
        _require(actor, lambda administrator: rules.may_change(person, administrator))
    else:
        end_verification(verification, at=at, actor=actor, reason=reason)
    verification.digest = None
    verification.save(update_fields=["digest"])
    method = verification.method
    entry = _noted("accounts.proof_freed", person, actor=actor, at=at, method=method, reason=reason)
    post("accounts.proof_freed", person.record_key, key=f"{person.record_key}:freed:{entry.pk}", at=at, method=method)


@transaction.atomic
def suspend(person: Person, *, at: datetime, actor: Person, reason: str) -> None:
    """Stop somebody from acting; they can still sign in, read, export and object."""
    _take_from(person, actor, rules.may_suspend)
    person.suspended_at, person.suspended_reason = at, reason
    person.save(update_fields=["suspended_at", "suspended_reason"])
    _noted("accounts.suspended", person, actor=actor, at=at, reason=reason)


@transaction.atomic
def reinstate(person: Person, *, at: datetime, actor: Person, reason: str, at_former_address: bool = False) -> None:
    """End a suspension, or open an account that its holder had stopped: with the address it has, or the former one."""
    lock_people(actor, person)
    require(rules.may_be_changed(person))
    _require(actor, lambda administrator: rules.may_suspend(person, administrator))
    if at_former_address:
        _give_back_address(person)
    addresses.settle(person)
    person.is_active, person.suspended_at, person.suspended_reason = True, None, ""
    person.save(update_fields=["is_active", "suspended_at", "suspended_reason"])
    _noted("accounts.reinstated", person, actor=actor, at=at, reason=reason)


def _give_back_address(person):
    former = addresses.former(person)
    if former is None or Person.objects.filter(email=former).exclude(pk=person.pk).exists():
        raise Refused(Refusal("no_former", _("There is no former address that could be given back.")))
    person.email = former
    person.save(update_fields=["email"])


@transaction.atomic
def grant_role(person: Person, role: str, *, at: datetime, actor: Person, until: datetime | None = None) -> None:
    """Give a role, for good or `until` an instant; given again, this replaces the end it had. An administrator may also
    enter the administration."""
    if role == office.NAME and until:
        office.hold()
    lock_people(actor, person)
    require(rules.may_be_changed(person))
    _require(actor, lambda administrator: rules.may_give_role(person, administrator))
    if until is not None:
        require(rules.may_end_at(until, at))
        require(office.may_end(person) if role == office.NAME else None)
    person.groups.add(_group(role))
    person.endings.filter(role=role).delete()
    if until is not None:
        Ending.objects.create(person=person, role=role, why=DATE, until=until)
    Attendance.objects.filter(person=person).delete()  # the clock counts their days anew
    person.forget_roles()
    said = {"until": until} if until else {}
    _noted("accounts.role_granted", person, actor=actor, at=at, role=role, **said)


@transaction.atomic
def take_role(person: Person, role: str, *, at: datetime, actor: Person) -> None:
    """Take a role back."""
    _take_from(person, actor, rules.may_change, role=role)
    person.groups.remove(_group(role))
    person.endings.filter(role=role).delete()
    person.forget_roles()
    _noted("accounts.role_taken", person, actor=actor, at=at, role=role)


@transaction.atomic
def reset_factors(person: Person, *, at: datetime, reason: str) -> None:
    """Take away the second factors of somebody who has lost them, and sign them out everywhere: for the operator only.

    They prove who they are by their password and mailbox until they set up another, and their role has them do so
    before anything else. They and every administrator are told.
    """
    entry = forget_factors(person, at=at, actor="operator", reason=reason)
    post("accounts.factors_reset", person.record_key, key=f"{person.record_key}:factors_reset:{entry.pk}", at=at)


@transaction.atomic
def forget_factors(person: Person, *, at: datetime, actor: Person | str, reason: str) -> Entry:
    """Take away the second factors of somebody, and sign them out everywhere; returns the entry. Whoever calls has
    judged whether `actor` may, and tells."""
    lock_people(actor, person)
    require(rules.may_be_changed(person))
    if not factors.forget(person):
        raise Refused(NO_FACTOR)
    devices.end_others(person)
    return _noted("accounts.factors_reset", person, actor=actor, at=at, reason=reason)


@transaction.atomic
def change_profile(
    person: Person,
    *,
    at: datetime,
    nickname: str | None = None,
    name: str | None = None,
    language: str | None = None,
    seen: str | None = None,
) -> None:
    """Change what somebody says of themselves; refused if the nickname may not be borne. `seen`: `rules.profile_mark`
    as they saw it."""
    lock_people(person)
    require(rules.CLOSED if not person.is_active else None)
    changes = {"name": name, "language": language}
    if nickname is not None and nicknames.tidy(nickname) != person.nickname:
        require(rules.may_be_called(person, nickname, Person.objects.nicknames_of_the_city(but=person)))
        changes["nickname"] = nicknames.tidy(nickname)
    changed = [field for field, value in changes.items() if value is not None and value != getattr(person, field)]
    if not changed:
        return
    require(may_replace(seen, rules.profile_mark(person)))
    for field in changed:
        setattr(person, field, changes[field])
    person.save(update_fields=changed)
    _noted("accounts.profile_changed", person, actor=person, at=at, fields=changed)


def personal_data(person: Person) -> dict[str, Any]:
    """Everything we know of a person, by module; all of it fits into JSON."""
    data = {}
    for name, plug in sections():
        data.setdefault(name, {}).update(plug.export(person))
    return data


@transaction.atomic
def erase(person: Person, *, at: datetime) -> None:
    """Make an account nobody's: address, phone, name and nickname go, what was counted stays counted.

    The digests of the proofs stay, ended: they are what keeps one person from endorsing twice by leaving
    and coming back. They cannot be read back into a number, and an administrator can free one.
    """
    office.hold_if_theirs(person)
    hold_all([rows for _name, plug in sections() for rows in plug.things(person)], person, alone=person)
    require(rules.may_be_changed(person))
    require(rules.may_erase(person))
    require(office.may_go(person))
    for _name, plug in sections():
        plug.erase(person, at)
    empty(person, at)
    _noted("accounts.erased", person, actor=person, at=at)
    gone.note(GONE, at)


def empty(person: Person, at: datetime) -> None:
    """Leave an account nobody's: nothing in its row tells of anybody, and nobody can sign in to it."""
    person.verifications.filter(ended_at=None).update(ended_at=at)
    person.email, person.phone, person.name = f"erased-{person.pk}@{ERASED_DOMAIN}", "", ""
    person.nickname, person.level, person.is_active = ERASED, 0, False
    person.set_unusable_password()
    person.save(update_fields=ERASING)


@transaction.atomic
def remove_unconfirmed(now: datetime) -> int:
    """Delete accounts whose address nobody ever confirmed in a week: they may hold a stranger's address."""
    stale = Person.objects.filter(
        level=0, last_login=None, joined_at__lt=now - UNCONFIRMED, is_superuser=False, verifications=None, same_as=None
    )
    held = stale.select_for_update(of=["self"])  # whoever confirms at this moment stays: looked at again once held
    return Person.objects.filter(pk__in=list(held.values_list("pk", flat=True))).delete()[1].get("accounts.Person", 0)


def _noted(verb: str, person: Person, *, actor: Person | str, at: datetime, **said: Any) -> Entry:
    """Put what happens to an account on record, and, without the words of whoever does it, into the security log."""
    note(verb, about=person, actor=actor, **{name: value for name, value in said.items() if name != "reason"})
    return write(verb, person, actor=actor, at=at, public=False, **said)


def _take_from(person, actor, rule, role=office.NAME):
    """Hold the two, the person alone, and judge whether `actor` may take something from `person`. Nobody takes from the
    last one who could give it back: `role` is what would go."""
    if role == office.NAME:
        office.hold_if_theirs(person)
    lock_people(actor, person, alone=person)
    require(rules.may_be_changed(person))
    if not isinstance(actor, str):
        require(rule(person, actor), Denied)
        require(office.may_go(person) if role == office.NAME else None)


def take_over_proofs(person: Person, other: Person, at: datetime) -> None:
    """Let what `other` has proved be proved by `person`; a part of joining the two, within its fence."""
    own = set(person.verifications.filter(ended_at=None).values_list("method", flat=True))
    for proof in other.verifications.exclude(digest=None):
        if proof.ended_at is None and proof.method in own:
            proof.ended_at = at
        elif proof.ended_at is None and proof.method == "phone":
            person.phone = other.phone
        proof.person = person
        proof.save(update_fields=["person", "ended_at"])
    person.suspended_at = person.suspended_at or other.suspended_at
    person.suspended_reason = person.suspended_reason or other.suspended_reason
    person.save(update_fields=["phone", "suspended_at", "suspended_reason"])
    settle_level(person)


def settle_level(person: Person) -> None:
    """Let the level be the highest that a proof of theirs tells."""
    live = person.verifications.filter(ended_at=None)
    person.level = live.aggregate(highest=Max("level"))["highest"] or 0
    person.save(update_fields=["level"])


def _forget_phone(person):
    if not person.verifications.filter(method="phone", ended_at=None).exists():
        person.phone = ""
        person.save(update_fields=["phone"])


def _group(role):
    if role not in role_names():
        raise ValueError(f"no such role: {role}")
    return Group.objects.get(name=role)


def _require(actor, rule):
    if not isinstance(actor, str):
        require(rule(actor), Denied)

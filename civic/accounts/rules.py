"""What a person may do by who they are, pure. A stranger is None."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from civic.accounts import nicknames
from civic.lifecycle import Actor, Officer, Refusal, Session
from civic.seen import mark_of
from civic.text import is_empty

LEVEL_AT_DESKS = 2  # and a second factor, asked for before the page (`accounts.staff`): together level 4

TOO_LOW = {
    1: Refusal("level_1", _("Please confirm your email address first."), denies=True),
    2: Refusal("level_2", _("Please confirm your mobile phone number first."), denies=True),
    3: Refusal("level_3", _("This needs a stronger proof of who you are."), denies=True),
    4: Refusal("level_4", _("This needs a second factor at sign-in."), denies=True),
}
ALREADY_BOUND = Refusal(
    "already_bound",
    _("This number has already been used to confirm another account. Each number confirms one person only. If the "
      "number has become yours since, please ask the city's administration to release it."),
)  # fmt: skip
IDENTITY_BOUND = Refusal(
    "already_bound",
    _("With this identity another account has already been confirmed. Each person has one account here: please sign in "
      "to that one. If it is not yours, please write to the city's administration."),
)  # fmt: skip
ANOTHER_IDENTITY = Refusal(
    "another_identity",
    _("This account belongs to somebody whose identity was confirmed before, and it was another one. Each person has "
      "one account here. If this is a mistake, please write to the city's administration."),
)  # fmt: skip
STRONG = 3  # the level at which an identity is a person's own
EARLIER_CODE = Refusal("earlier_code", _("This is the code of an earlier message. Please use the one that came last."))

SAME_ACCOUNT = Refusal("same_account", _("This is one account, not two."))
OF_STAFF = Refusal(
    "of_staff",
    _("One of the two accounts belongs to somebody who works for the city. Please take back its roles first."),
)
TWO_PEOPLE = Refusal(
    "two_people",
    _("These accounts belong to two people: each was confirmed with an identity of its own. They cannot be joined."),
)
BY_ADMINISTRATION = Refusal(
    "by_administration",
    _("This other account has a second factor, or is stopped at the moment. Please ask the city's administration to "
      "join the two."),
)  # fmt: skip
CLOSED = Refusal("closed", _("This account is closed."), denies=True)
SUSPENDED = Refusal(
    "suspended", _("This account is suspended. You can read and object, but not act."), denies=True
)
OWNER = Refusal("owner", _("Administrators cannot change the account of the machine's owner."))
LAST = Refusal(
    "last_administrator",
    _("There would be no administrator left. Please make somebody else an administrator first."),
)


ONESELF = Refusal("oneself", _("Nobody gives themselves a role. Please ask another administrator."))
LAST_STOPPED = Refusal(
    "last_administrator",
    _("This is the account of the only administrator, and cannot be stopped by a letter. Please sign in, choose "
      "another password and sign out all other devices, and tell whoever operates this site."),
)  # fmt: skip


def profile_mark(person: Any) -> str:
    """A mark of what the form of the profile shows of somebody (`civic.seen`)."""
    return mark_of(person.nickname, person.name, person.language)


FACTORS = {"totp", "webauthn", "passkey", "recovery_codes"}  # steps of a session that are a second factor


def factor_at(session: Session) -> datetime | None:
    """When a second factor was used last in a session; None if none was."""
    return max((step.at for step in session.steps if step.method in FACTORS), default=None)


def may_act_at(person: Actor | None, level: int) -> Refusal | None:
    """Whether somebody may do what needs `level`: signed in, account open, not suspended, proven so far."""
    if person is None:
        return Refusal("sign_in", _("Please sign in first."), denies=True)
    if not person.is_active:
        return CLOSED
    if person.suspended_at:
        return SUSPENDED
    if person.level < level:
        return TOO_LOW[level]
    return None


def may_be_known_by(
    digests: Collection[bytes | None], method: str, level: int, proofs: Iterable[Any]
) -> Refusal | None:
    """Whether somebody with these `proofs` may prove `level` by a `method` with the identity of these digests (one for
    each key): not if they have proved themselves strongly by the method, with another one that was not freed."""
    if None in digests or level < STRONG:
        return None
    others = (p for p in proofs if p.method == method and p.level >= STRONG and p.digest is not None)
    return ANOTHER_IDENTITY if any(bytes(proof.digest) not in digests for proof in others) else None


def may_administer(person: Officer) -> Refusal | None:
    """Suspending, granting roles, ending proofs: administrators and the owner of the machine."""
    if person is not None and person.is_active and person.is_superuser:
        return None
    if refusal := may_act_at(person, 2):
        return refusal
    if not person.has_role("administrator"):
        return Refusal("no_role", _("Only an administrator may do this."))
    return None


def may_use_permissions(person: Officer) -> Refusal | None:
    """Whether what a role permits counts: not for the suspended, nor for whoever is no longer proven by phone."""
    return None if person.is_active and person.is_superuser else may_act_at(person, 2)


def may_change(person: Officer, administrator: Officer) -> Refusal | None:
    """Roles, proofs and suspension of somebody: for administrators; those of the owner of the machine for owners."""
    if refusal := may_administer(administrator):
        return refusal
    return OWNER if person.is_superuser and not administrator.is_superuser else None


def may_give_role(person: Officer, administrator: Officer) -> Refusal | None:
    """A role is given by an administrator, and to nobody by themselves."""
    if refusal := may_change(person, administrator):
        return refusal
    return ONESELF if person.pk == administrator.pk else None


def may_end_at(until: datetime, now: datetime) -> Refusal | None:
    """Whether a role given `now` may end then."""
    return None if until > now else Refusal("over", _("Please choose a last day that is still to come."))


def may_suspend(person: Officer, administrator: Officer) -> Refusal | None:
    if refusal := may_change(person, administrator):
        return refusal
    if person.pk == administrator.pk:
        return Refusal("oneself", _("Nobody suspends their own account."))
    return None


def may_join(person: Any, other: Any, proofs: Iterable[Any]) -> Refusal | None:
    """Whether the account `other` may be joined with that of `person`; `proofs`: all of both."""
    if person.pk == other.pk:
        return SAME_ACCOUNT
    if refusal := may_be_changed(person) or may_be_changed(other):
        return refusal
    if any(each.roles or each.is_superuser for each in (person, other)):
        return OF_STAFF
    strong = {(proof.method, proof.person_id) for proof in proofs if proof.level >= STRONG and proof.digest is not None}
    methods = [method for method, _person in strong]
    return TWO_PEOPLE if len(set(methods)) < len(methods) else None


def may_join_others(actor: Officer | str, reason: str) -> Refusal | None:
    """Whether `actor` may join the accounts of others: administrators, for a reason."""
    if not isinstance(actor, str) and (refusal := may_administer(actor)):
        return refusal
    return Refusal("no_reason", _("Please give the reason.")) if is_empty(reason) else None


def may_join_own(person: Actor, other: Any, is_guarded: bool) -> Refusal | None:
    """Whether somebody who has shown that both accounts are theirs may join them without the administration;
    `is_guarded`: the other one has a second factor, which they have not shown."""
    if refusal := may_act_at(person, 1):
        return refusal
    if is_guarded or not other.is_active or other.suspended_at:
        return BY_ADMINISTRATION
    return None


def may_be_changed(person: Any) -> Refusal | None:
    """Whether anything may still be written to an account: not once it has been erased."""
    return CLOSED if person.is_erased else None


def may_erase(person: Officer) -> Refusal | None:
    """Everybody may leave, also when suspended; the owner of the machine hands over first."""
    if person.is_superuser:
        return Refusal("owner", _("Please give this account's powers to somebody else first."))
    return None


def may_be_called(person: Any, nickname: str, taken: Collection[str] = ()) -> Refusal | None:
    """Whether `person` may bear this public nickname; `taken`: those of others who act for the city."""
    private = (person.name, person.email, person.email.partition("@")[0])
    if sentence := nicknames.fault(nickname, private, taken):
        return Refusal("nickname", sentence)
    return None

"""From what a provider told to a proof: whose identity it is, and whether they may come in by it."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from civic.accounts import actions, staff
from civic.accounts.models import Person, Verification
from civic.accounts.signon.providers import Provider
from civic.accounts.signon.told import Told
from civic.city.models import District
from civic.lifecycle import Refusal

ENDED = Refusal(
    "proof_ended",
    _("The account that was confirmed with this identity does not open by it any more. If it is yours, please sign in "
      "another way, and confirm who you are again there."),
)  # fmt: skip
FOR_CITIZENS = Refusal(
    "sign_on_for_citizens",
    _("People who work here sign in another way: this sign-on is for citizens."),
)
FOR_STAFF = Refusal(
    "sign_on_for_staff", _("This sign-on is for people who work for the city. Please take another way.")
)


def proof_of(told: Told) -> Verification | None:
    """The proof that was ever made with this identity, with its person; ended ones too."""
    return Verification.objects.known_by(*map(bytes.fromhex, (told.digest, *told.digests_before)))


def may_come_in(provider: Provider, proof: Verification) -> Refusal | None:
    """Whether whoever made `proof` may sign in by this provider."""
    if proof.ended_at is not None:
        return ENDED
    if provider.whom == "citizens" and staff.is_staff(proof.person):
        return FOR_CITIZENS
    return may_prove(provider, proof.person)


def may_prove(provider: Provider, person: Person | None) -> Refusal | None:
    """Whether somebody, None for whoever has no account yet, may prove by this provider who they are. Whoever works
    here is a citizen too."""
    if provider.whom == "staff" and (person is None or not staff.is_staff(person)):
        return FOR_STAFF
    return None


def prove(person: Person, provider: Provider, told: Told, at: datetime) -> Verification:
    """Note the proof; raises `Refused`."""
    return actions.verify(
        person,
        provider.method,
        told.level,
        at=at,
        known_by=bytes.fromhex(told.digest),
        known_before_by=[bytes.fromhex(each) for each in told.digests_before],
        reported=told.way,
        born_on=date.fromisoformat(told.born_on) if told.born_on else None,
        district=district_of(told.district),
    )


def district_of(said: str) -> District | None:
    """The district of the city with this code or name; None for everywhere else."""
    return District.objects.filter(code=said).first() or District.objects.filter(name_zh=said).first()


def proofs_of(person: Person) -> list[Verification]:
    """Their proofs by single sign-on that stand, the newest first."""
    return list(person.verifications.filter(method__startswith="oidc:", ended_at=None).order_by("-proved_at"))

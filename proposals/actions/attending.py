"""Who acts for an agency, and whether somebody is there to do what it is asked to: steps of verbs, in their transaction
and their lock."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from civic.accounts.models import Person
from civic.agencies.deputies import note_deed
from civic.agencies.models import Agency
from civic.outbox.actions import post
from civic.verbs import tell
from proposals.models import Proposal


def in_charge(proposal: Proposal) -> list[Agency]:
    """The lead agency and the supporting ones."""
    return [agency for agency in (proposal.agency, *proposal.supporting.all()) if agency]


def tell_of(proposal: Proposal, official: Person, verb: str, now: datetime, **said: Any) -> None:
    """Tell of what `official` did in the name of the lead agency; whose deputy they are is on record beside it."""
    note_deed(proposal, official, in_charge(proposal), verb, now)
    tell(proposal, verb, proposal.agency, now, **said)


def as_it_is(agency: Agency | None) -> Agency | None:
    """`agency` as it is by now: one may have been closed since its form was read. Closed a moment later, it keeps what
    it was given."""
    return agency and Agency.objects.get(pk=agency.pk)


def warning_of(proposal: Proposal, agency: Agency, occasion: str) -> str:
    """The key of the letter that warns of `agency`."""
    return f"{proposal.record_key}:unattended:{agency.pk}:{occasion}"


def warn_if_unattended(proposal: Proposal, agency: Agency, occasion: str, at: datetime) -> None:
    """Tell the administrators, once for an `occasion`, if nobody can act in the name of `agency`, which does not owe
    anything yet.

    Once it owes something, `civic.duties.clockwork` tells them, however that came about.
    """
    if Agency.objects.unattended().filter(pk=agency.pk).exists():
        key = warning_of(proposal, agency, occasion)
        post("proposals.unattended", proposal.record_key, key=key, at=at, agency=agency.pk, owed=False)


def ask_for_support(proposal: Proposal, agencies: Iterable[Agency], at: datetime) -> None:
    """Tell the officials of `agencies` that they answer together with the lead from now on."""
    for agency in agencies:
        key = f"{proposal.record_key}:support:{agency.pk}:{proposal.version}"
        post("proposals.support", proposal.record_key, key=key, at=at, agency=agency.pk)
        warn_if_unattended(proposal, agency, f"support:{proposal.version}", at)

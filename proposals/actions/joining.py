"""What becomes of proposals and endorsements when two accounts turn out to be one person's; see
`civic.accounts.joining`."""

from datetime import datetime

from django.db.models import Q, QuerySet

from civic.accounts.models import Person
from civic.verbs import change
from proposals.actions.leaving import hidden_from
from proposals.actions.voiding import make_void
from proposals.models import Endorsement, Proposal
from proposals.models.correspondence import Message

REASON = "同一人的兩個帳號已合併，以先附議的為準 · two accounts of one person, of whose endorsements the earlier counts"
NOBODY = ""  # is named on record


def things_of_both(person: Person, other: Person) -> list[QuerySet]:
    """The rows that joining changes, in the order in which they are locked; each asked anew whenever it is read."""
    mine_of_both = Endorsement.objects.filter(person=person, proposal__endorsements__person=other)
    return [
        Proposal.objects.filter(Q(proposer=other) | Q(pk__in=mine_of_both.values("proposal"))),
        Endorsement.objects.filter(Q(person=other) | Q(pk__in=mine_of_both.values("pk"))),
        Message.objects.filter(author=other),
        hidden_from(other),
    ]


def falling(person: Person, other: Person) -> list[tuple[Endorsement, Endorsement]]:
    """(the earlier endorsement, the later one) of each proposal that both endorsed and where both still count."""
    return [pair for pair in _pairs(person, other) if not any(each.voided_at for each in pair)]


def alone(person: Person, other: Person) -> QuerySet:
    """Endorsements of `other` of what `person` has not endorsed."""
    return Endorsement.objects.filter(person=other).exclude(proposal__endorsements__person=person)


def _pairs(person, other):
    own = Endorsement.objects.filter(person=person, proposal__endorsements__person=other).select_related("proposal")
    theirs = Endorsement.objects.filter(person=other, proposal__endorsements__person=person)
    theirs = {each.proposal_id: each for each in theirs}
    pairs = [sorted((one, theirs[one.proposal_id]), key=lambda each: each.number) for one in own.order_by("pk")]
    return [tuple(pair) for pair in pairs]


def join_proposals(person: Person, other: Person) -> None:
    """Let what `other` has proposed be proposed by `person`."""
    for proposal in Proposal.objects.filter(proposer=other).order_by("pk"):
        change(proposal, proposer=person)
    Message.objects.filter(author=other).update(author=person)


def join_endorsements(person: Person, other: Person, *, now: datetime) -> None:
    """Let `person` have all endorsements that count; of two of the same proposal the later is void and stays with the
    account that is closed, without its words. On the public record nobody stands as who did it: that two accounts were
    one person's is theirs to tell."""
    for earlier, later in falling(person, other):
        proposal = Proposal.objects.get(pk=earlier.proposal_id)
        make_void(proposal, later, NOBODY, now=now, reason=REASON, earlier=earlier.number)
    others = Endorsement.objects.filter(person=other)
    alone(person, other).update(person=person)
    standing = list(others.filter(voided_at=None).values_list("proposal_id", flat=True))
    nobody = -other.pk  # each person endorses a proposal once, also while two rows change places
    others.filter(proposal__in=standing).update(person=nobody)
    Endorsement.objects.filter(person=person, proposal__in=standing).update(person=other)
    Endorsement.objects.filter(person=nobody).update(person=person)
    hidden_from(other).update(objection="")
    others.exclude(reason="").update(reason="")

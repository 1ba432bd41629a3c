"""From one identity key to the next, while both are valid (`IDENTITY_KEY` and `IDENTITY_KEYS_BEFORE`).

The digest of a number that is known is made anew at once. Of an identity nothing but its digest is kept, and of a
number that somebody has given up neither: these are made anew when whoever proved them does it again.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from civic.accounts import identity
from civic.accounts.models import Person, Verification
from civic.verbs import lock_people

NAMED = 50  # people whom a command names


@dataclass(frozen=True, slots=True)
class Left:
    """What is still known under a former key only: `proofs` by their method, how many stand and how many have ended;
    and `people`, the numbers of those accounts that would not be recognised by a proof of theirs that stands."""

    proofs: dict[str, tuple[int, int]]
    people: list[int]


def rotate() -> int:
    """How many numbers are known by a digest under the newest key since now; harmless when repeated."""
    return sum(_rekey(person) for person in _with_number())


def _with_number():
    waiting = Verification.objects.under_other_keys().filter(method="phone", ended_at=None)
    return Person.objects.filter(pk__in=waiting.values("person")).order_by("pk").iterator()


@transaction.atomic
def _rekey(person):
    """Whether the number of this person was known by a former digest and is known by the newest now."""
    lock_people(person)
    proof = person.proof_by("phone")
    digests = identity.digests("phone", person.phone)
    if proof is None or bytes(proof.digest) not in digests[1:]:
        return False
    proof.know_by(digests[0])
    return True


def left() -> Left:
    """What is left to be made anew."""
    under_others = Verification.objects.under_other_keys()
    rows = under_others.values("method").annotate(all=Count("pk"), ended=Count("ended_at")).order_by("method")
    people = under_others.filter(ended_at=None).order_by("person_id").values_list("person_id", flat=True).distinct()
    return Left({row["method"]: (row["all"] - row["ended"], row["ended"]) for row in rows}, list(people))

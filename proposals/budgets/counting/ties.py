"""The written tie rule.

Between projects that the rule itself holds equal: the lower cost first, then the more votes (points, where
points are counted), then the lot. The lot needs no trust: it is the SHA-256 of "seed:project_id" in UTF-8,
the smaller first, so anybody who knows the seed (published before the vote closes) draws the same.
"""

from hashlib import sha256

from .ballots import Election


def lot(seed: str, project_id: str) -> str:
    return sha256(f"{seed}:{project_id}".encode()).hexdigest()


def ranks(election: Election, seed: str = "") -> list[int]:
    """For each project its place in the tie rule, 0 first. No two are equal."""
    support = election.scores
    order = sorted(
        range(len(election.projects)),
        key=lambda at: (election.projects[at].cost, -support[at], lot(seed, election.projects[at].id)),
    )
    places = [0] * len(order)
    for place, index in enumerate(order):
        places[index] = place
    return places


def decided_by(election: Election, one: int, other: int) -> str:
    """Which part of the tie rule sets two projects apart: "cost", "votes" or "lot"."""
    first, second = election.projects[one], election.projects[other]
    if first.cost != second.cost:
        return "cost"
    return "votes" if election.scores[one] != election.scores[other] else "lot"

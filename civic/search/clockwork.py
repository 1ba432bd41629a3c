"""The chores of search: what readers and writers are not to wait for."""

import time
from datetime import datetime, timedelta

from civic.clockwork import chore
from civic.search import common, frequencies, unanswered
from civic.search.indexing import behind, rebuild

PATIENCE = 3  # seconds of a turn in which documents are written anew


@chore(every=timedelta(seconds=30))
def tidy(now: datetime) -> int:
    """Empty what PostgreSQL keeps of new documents beside the index; returns 0."""
    frequencies.tidy()
    return 0


@chore(every=timedelta(minutes=1), apart=True)
def count(now: datetime) -> int:
    """Count anew how common terms are, each hour or when there are a tenth more documents; returns how many changed."""
    return frequencies.count(now) if frequencies.are_old(now) else 0


@chore(every=timedelta(minutes=1), apart=True)
def line_up(now: datetime) -> int:
    """Keep anew what has the very common terms, each hour or when many documents changed; returns how many terms."""
    terms = common.line_up(now) if common.is_old(now) else 0
    common.keep_at_hand()
    return terms


@chore(every=timedelta(seconds=10), apart=True)
def catch_up(now: datetime) -> int:
    """Write the documents that an older edition of the program wrote, or none; returns how many."""
    until, written = time.monotonic() + PATIENCE, []
    for kind in behind():
        rebuild(kind, written.append, goes_on=lambda: time.monotonic() < until)
    return sum(written)


@chore(every=timedelta(minutes=10), forgets=True)
def forget(now: datetime) -> int:
    """Throw away what was kept to count who finds nothing, when its day is over; returns how much."""
    return unanswered.forget(now)

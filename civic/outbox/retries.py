"""How often a failing thing is tried again."""

from datetime import timedelta

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]


def note_failure(tried, error, now):
    """Put off a mailing or letter after its failure number n, or give it up after the last pause."""
    tried.failures += 1
    tried.last_error = f"{type(error).__name__}: {error}"[:500]
    if tried.failures > len(PAUSES):
        tried.abandoned_at = now
    else:
        tried.due_at = now + PAUSES[tried.failures - 1]
    tried.save(update_fields=["failures", "last_error", "abandoned_at", "due_at"])


def try_again(tried, now):
    """Give what was given up another set of tries; returns how many there were. Nothing is sent twice."""
    return tried.filter(abandoned_at__isnull=False).update(abandoned_at=None, failures=0, due_at=now)

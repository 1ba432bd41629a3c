"""Work that is due: a socket of idempotent, late-safe chores and the table of their last rounds.

An app plugs its chores in by a file `clockwork.py`. Imports nothing of ours but the pure modules.
Words it owns: chore, round; apart (a chore with a thread of its own, because it waits for the outside).
"""

from civic.clockwork.registry import Away, chore, hurry

__all__ = ["Away", "chore", "hurry"]

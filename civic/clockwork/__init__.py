"""Work that is due: a socket of idempotent, late-safe chores and the table of their last rounds.

Imports nothing of ours but the pure modules. Words it owns: chore, round.
"""

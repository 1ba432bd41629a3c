"""Desks: the pages on which people with a role work. Who may come, how a form becomes a deed, which desks there are.

An app plugs its desks in by a package or module `desks`, with `register`. A desk shows what is due by its deadline,
asks the same rules as the verbs, and keeps what was typed when a verb refuses. May import duties, agencies, accounts
and the floors below. Words it owns: desk, guard.
"""

from civic.desks.registry import Desk, register

__all__ = ["Desk", "register"]

"""The desks: where reviewers judge proposals and officials answer them. Addresses in the namespace `desk`.

May import what the modules directly in `proposals` may. A desk shows what is due by its deadline, asks the same
rules as the verbs, and keeps what was typed when a verb refuses. Words it owns: desk, queue.
"""

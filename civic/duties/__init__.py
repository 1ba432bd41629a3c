"""What the city owes by when: one list of deadlines for every form of participation.

Verbs of other apps move it, in their own transaction and under the lock of the thing it is about; desks, letters,
public pages and figures ask it. An app plugs its kinds of duties in by a file `duties.py`, with `kind` and `subject`.
May import agencies, accounts and the floors below. Words it owns: duty, deadline, reminder.
"""

from civic.duties.registry import Kind, Line, kind, subject

__all__ = ["Kind", "Line", "kind", "subject"]

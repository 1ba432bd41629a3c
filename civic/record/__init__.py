"""The event log: which verb was done when, about what and by whom. Rows are added, never changed or deleted.

Things and people stand in it as plain keys (`person:17`, `proposal:42`): no foreign key, no name, no nickname. May
import the floors below it; the verbs of every app above write here. Words it owns: entry, subject, actor.
"""

"""The append-only public memory: when, which verb, about what, by whom.

Plain keys (`person:17`, `proposal:42`), no foreign key, no nickname. Stands on clockwork's floor
and below; every verb above writes here. Words it owns: entry, subject, actor.
"""

"""Participatory budgeting: a city's people share out a budget, and anybody can repeat the count.

An app of its own on the same ground as proposals, with the same rooms: `counting` is the engine, pure; `pages` what
people see. May import everything below `proposals`; nobody but the roof and the shop window imports it.
Words it owns: election, rule, decision, reading, lot (see `counting`), recount.
"""

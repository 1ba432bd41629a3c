"""The yearly programme of participation cases, and the committee that decides about its subsidies.

Agencies and district offices apply for a year, the committee decides in a meeting, cases run, report and are published.
An app of its own on the same ground as proposals, with the same rooms. Every figure of a year is computed from its
cases (`figures`); none can be typed. May import everything below `proposals.budgets`, which it does not know; nobody
but the roof and the shop window imports it.
Words it owns: programme (of a year), case, applicant (the agency that applied), grant (what a decision gives a case),
tenure (a term of office of the committee), member, meeting, decision, recusal, following (what became of a decision).
"""

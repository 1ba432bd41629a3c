"""Whether every counter is the number of endorsements that are not void, all numbered without a gap, each person once;
whether all of them arrived inside the window; whether a proposal is established once the threshold was reached, and not
before; and whether what is owed agrees with what was done."""

from typing import NamedTuple

from django.db import connection

WRONG = """
    select p.id, p.endorsement_count, coalesce(e.rows, 0), coalesce(e.void, 0), coalesce(e.people, 0),
           coalesce(e.last, 0), coalesce(e.outside, 0), p.established_at is not null, proposals_owes_rightly(p.id)
      from proposals_proposal p
      left join (select proposal_id, count(*) as rows, count(voided_at) as void, count(distinct person_id) as people,
                        max(number) as last, count(*) filter (
                            where (arrived_at >= opens_at and arrived_at < closes_at) is not true) as outside
                   from proposals_endorsement join proposals_proposal on proposals_proposal.id = proposal_id
                  group by proposal_id) e on e.proposal_id = p.id
     where p.endorsement_count <> coalesce(e.rows - e.void, 0)
        or coalesce(e.people, 0) <> coalesce(e.rows, 0)
        or coalesce(e.last, 0) <> coalesce(e.rows, 0)
        or p.last_number <> coalesce(e.rows, 0)
        or coalesce(e.outside, 0) > 0
        or (p.established_at is null and coalesce(e.rows - e.void, 0) >= p.threshold)
        or (p.established_at is not null and coalesce(e.rows, 0) < p.threshold)
        or not proposals_owes_rightly(p.id)
     order by p.id
"""


class Wrong(NamedTuple):
    """A proposal whose figures do not agree: its `counter`, and what its endorsements say; `void` and `outside` (of the
    window) are among `rows`."""

    proposal: int
    counter: int
    rows: int
    void: int
    people: int
    last_number: int
    outside: int
    is_established: bool
    owes_rightly: bool


def wrong() -> list[Wrong]:
    """Every proposal whose figures do not agree, by id; empty if all is well."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        return [Wrong._make(row) for row in cursor.fetchall()]


def counted() -> tuple[int, int]:
    """How many proposals and how many endorsements there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from proposals_proposal), (select count(*) from proposals_endorsement)"
        )
        return cursor.fetchone()

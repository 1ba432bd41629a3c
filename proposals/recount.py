"""Whether every counter is right: it must be the number of rows that are not void, all rows numbered without a gap,
each person once; and whether what is owed agrees with what was done."""

from typing import NamedTuple

from django.db import connection

WRONG = """
    select p.id, p.endorsement_count, coalesce(e.rows, 0), coalesce(e.void, 0), coalesce(e.people, 0),
           coalesce(e.last, 0), p.established_at is not null, proposals_owes_rightly(p.id)
      from proposals_proposal p
      left join (select proposal_id, count(*) as rows, count(voided_at) as void, count(distinct person_id) as people,
                        max(number) as last
                   from proposals_endorsement group by proposal_id) e on e.proposal_id = p.id
     where p.endorsement_count <> coalesce(e.rows - e.void, 0)
        or coalesce(e.people, 0) <> coalesce(e.rows, 0)
        or coalesce(e.last, 0) <> coalesce(e.rows, 0)
        or p.last_number <> coalesce(e.rows, 0)
        or (p.established_at is null and coalesce(e.rows - e.void, 0) >= p.threshold)
        or (p.established_at is not null and coalesce(e.rows, 0) < p.threshold)
        or not proposals_owes_rightly(p.id)
     order by p.id
"""


class Wrong(NamedTuple):
    """A proposal whose figures do not agree."""

    proposal: int
    counter: int
    rows: int
    void: int
    people: int
    last_number: int
    is_established: bool
    owes_rightly: bool


def wrong():
    """Every proposal whose counter, rows, people, numbers and establishment do not agree; none if all is well."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        return [Wrong._make(row) for row in cursor.fetchall()]


def counted():
    """How many proposals and endorsements there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from proposals_proposal), (select count(*) from proposals_endorsement)"
        )
        return cursor.fetchone()

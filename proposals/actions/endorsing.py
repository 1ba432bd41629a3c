"""The one piece of code that writes endorsements, and the event of being established.

One transaction for any number of arrivals on any number of proposals: lock the proposals in order,
judge every arrival, insert what is new, move each counter by what was really inserted.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic import text
from civic.accounts.acting import hold
from civic.accounts.models import Person
from civic.agencies.contacts import Contacts
from civic.agencies.protection import citizens_passages
from civic.duties.actions import impose
from civic.duties.rules import months, working_days
from civic.lifecycle import Refusal, Refused, Session, require
from civic.live import announce
from civic.personal import require_confirmed
from civic.text import is_empty, tidy
from civic.verbs import as_array, tell, wait_at_most
from civic.windows import too_late_at_the_lock
from proposals import rules
from proposals.duties import ANSWER, CONTACT, TIMETABLE
from proposals.models import Proposal

VOID = Refusal("void", _("Your endorsement of this proposal was voided and cannot be given again."))
LATE = ("late", "stale")  # refusals that somebody who is counted already need not hear


@dataclass(frozen=True, slots=True)
class Arrival:
    """One person who wants to endorse one proposal, and the instant they arrived.

    `county` and `district` are the codes of `civic.city.places`, "" where none was said; unlike the reason they are not
    judged here. `session`: how they are signed in.
    """

    proposal_id: int
    person_id: int
    arrived_at: datetime
    reason: str = ""
    county: str = ""
    district: str = ""
    session: Session | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """The `number` of an endorsement and the proposal's `count`; `fresh` is False if it had been counted before."""

    number: int
    count: int
    fresh: bool


def reason_to_show(typed: str, confirmed: Collection[str] = (), contacts: Contacts | None = None) -> str:
    """The reason as it is kept and shown for good, asked at the doors, before anything is locked.

    Raises `Refused` for what cannot be kept and `Unconfirmed` for what gives somebody away and is not `confirmed`.
    Asks the database for the agencies' `contacts`, if there is something to ask about and they have not been read.
    """
    reason = reason_to_keep(typed)
    if gives_away(reason):
        require_confirmed(citizens_passages(reason, contacts=contacts), confirmed)
    return reason


def reason_to_keep(typed: str) -> str:
    """The reason as it is kept, whatever it says; raises `Refused`. Asks no database."""
    reason = tidy(typed)
    if is_empty(reason):
        return ""
    require(rules.may_give_reason(reason))
    return reason


def gives_away(reason: str) -> bool:
    """Whether something in it looks like personal data, an agency's own contacts among it. Asks no database."""
    return bool(text.passages(reason))


def endorse(
    proposal: Proposal,
    person: Person,
    *,
    now: datetime,
    reason: str = "",
    county: str = "",
    district: str = "",
    confirmed: Collection[str] = (),
) -> Counted:
    """Endorse as `person`, who arrived at `now`; `confirmed` as in `reason_to_show`, the rest as in `Arrival`."""
    reason = reason_to_show(reason, confirmed)
    arrival = Arrival(proposal.pk, person.pk, now, reason, county, district, person.session)
    (answer,) = endorse_many([arrival], gathered=True)
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer


@transaction.atomic
def endorse_many(
    arrivals: Sequence[Arrival], *, clock: Callable[[], datetime] | None = timezone.now, gathered: bool = False
) -> list[Counted | Refusal]:
    """Endorse for many people at once. Returns for each arrival, in order, a `Counted` or a `Refusal`.

    They are counted in the order given. Whoever is counted already, also by an earlier arrival of the
    same list, gets the same number again, even if the retry comes after the end. `clock` tells the time
    under the lock and refuses arrivals older than `COUNTING_TIME`; None accepts any arrival (replay and
    demo). `gathered`: how the change is announced, see `civic.live.bus`. Durable on return.
    """
    wait_at_most()
    proposals = _lock({arrival.proposal_id for arrival in arrivals})
    people = hold({arrival.person_id for arrival in arrivals})
    now = clock() if clock else None
    refusals = [_judge(arrival, proposals, people, now) for arrival in arrivals]
    accepted, late = {}, set()
    for arrival, refusal in zip(arrivals, refusals, strict=True):
        if refusal is None:
            accepted.setdefault((arrival.proposal_id, arrival.person_id), arrival)
        elif refusal.code in LATE:
            late.add((arrival.proposal_id, arrival.person_id))
    fresh = _insert(list(accepted.values()))
    moved = _move_counters(proposals, accepted, fresh)
    if moved:
        announce(*(proposals[pk].topic for pk in moved), gathered=gathered)
    numbers = fresh | _numbers_of((accepted.keys() | late) - fresh.keys())
    return _answers(arrivals, refusals, accepted, fresh, numbers, proposals)


def _lock(ids):
    attributes, query = _locking()
    with connection.cursor() as cursor:
        cursor.execute(query, [as_array(ids)])
        return {row[0]: Proposal.from_db(connection.alias, attributes, row) for row in cursor.fetchall()}


@cache
def _locking():
    """The attributes of a proposal but its long texts, and the statement that locks and reads them: made once, because
    making it took longer than all else of a small batch."""
    fields = [field for field in Proposal._meta.concrete_fields if field.name not in ("body", "benefits", "difference")]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = Proposal._meta.db_table
    query = f"select {columns} from {table} where id = any(%s::bigint[]) order by id for no key update"  # noqa: S608 -- names of ours; values are parameters
    return [field.attname for field in fields], query


def _judge(arrival, proposals, people, now):
    proposal = proposals.get(arrival.proposal_id)
    if proposal is None:
        return Refusal("unknown", _("There is no such proposal."))
    if now is not None and (refusal := too_late_at_the_lock(arrival.arrived_at, now)):
        return refusal
    held = people.get(arrival.person_id)
    citizen = held and held._replace(session=arrival.session)
    return rules.may_endorse(proposal, citizen, arrival.arrived_at) or rules.may_give_reason(arrival.reason)


# Numbers are given on from the locked proposal's last one, so they have no gaps. The conflict clause is the
# database's own fence, never the usual way: the join has already left out who is counted.
INSERT = """
    with arrival as (
        select * from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
        with ordinality as t (proposal_id, person_id, reason, county, district, arrived_at, place)
    )
    insert into proposals_endorsement (proposal_id, number, person_id, reason, county, district, arrived_at)
    select a.proposal_id, p.last_number + row_number() over (partition by a.proposal_id order by a.place),
           a.person_id, a.reason, a.county, a.district, a.arrived_at
      from arrival a
      join proposals_proposal p on p.id = a.proposal_id
     where not exists (select from proposals_endorsement e
                        where e.proposal_id = a.proposal_id and e.person_id = a.person_id)
     order by a.place
    on conflict do nothing
    returning proposal_id, person_id, number
"""

NUMBERS = """
    select e.proposal_id, e.person_id, case when e.voided_at is null then e.number end
      from unnest(%s::bigint[], %s::bigint[]) as t (proposal_id, person_id)
      join proposals_endorsement e using (proposal_id, person_id)
"""

MOVE = """
    update proposals_proposal p
       set endorsement_count = p.endorsement_count + t.added, last_number = p.last_number + t.added,
           last_endorsed_at = t.last, version = p.version + 1
      from unnest(%s::bigint[], %s::int[], %s::timestamptz[]) as t (id, added, last)
     where p.id = t.id
"""


def _insert(arrivals):
    """Insert what is not there yet; {(proposal, person): number} of what was really inserted."""
    if not arrivals:
        return {}
    columns = zip(
        *((a.proposal_id, a.person_id, a.reason, a.county, a.district, a.arrived_at) for a in arrivals),
        strict=True,
    )
    return _numbers_from(INSERT, columns)


def _numbers_of(keys):
    """{(proposal, person): number} of those counted earlier; None for one that is void."""
    return _numbers_from(NUMBERS, zip(*keys, strict=True)) if keys else {}


def _numbers_from(query, columns):
    with connection.cursor() as cursor:
        cursor.execute(query, [as_array(column) for column in columns])
        return {(proposal, person): number for proposal, person, number in cursor.fetchall()}


def _move_counters(proposals, accepted, fresh):
    """Move each counter by what was inserted; establish those that cross their threshold. The ids of the moved."""
    moved = {}
    established = {}
    for proposal_id, person_id in sorted(fresh, key=fresh.get):
        proposal = proposals[proposal_id]
        arrived_at = accepted[proposal_id, person_id].arrived_at
        proposal.last_endorsed_at = max(proposal.last_endorsed_at or arrived_at, arrived_at)
        proposal.endorsement_count += 1
        moved[proposal_id] = moved.get(proposal_id, 0) + 1
        if proposal.endorsement_count >= proposal.threshold and not proposal.established_at:
            established.setdefault(proposal_id, proposal.last_endorsed_at)
    for proposal_id, at in established.items():
        _establish(proposals[proposal_id], at)
    if moved:
        ids = sorted(moved)
        with connection.cursor() as cursor:
            last = [proposals[pk].last_endorsed_at for pk in ids]
            cursor.execute(MOVE, [ids, [moved[pk] for pk in ids], last])
    return sorted(moved)


def _establish(proposal, at):
    """Stamp the instant and set what the agency now owes; in the same transaction as endorsement N."""
    terms = proposal.terms
    proposal.established_at = at
    proposal.save(update_fields=["established_at"])
    spans = {
        TIMETABLE: working_days(terms.timetable_days),
        CONTACT: working_days(terms.contact_days),
        ANSWER: months(terms.answer_months),
    }
    impose(proposal, spans, at=at, agency_id=proposal.agency_id)
    tell(proposal, "established", "clock", at)


def _answers(arrivals, refusals, accepted, fresh, numbers, proposals):
    answers = []
    for arrival, refusal in zip(arrivals, refusals, strict=True):
        key = arrival.proposal_id, arrival.person_id
        if key in numbers and numbers[key] is None:
            answers.append(VOID)
        elif refusal is None or (key in numbers and refusal.code in LATE):
            first = key in fresh and accepted[key] is arrival
            answers.append(Counted(numbers[key], proposals[arrival.proposal_id].endorsement_count, first))
        else:
            answers.append(refusal)
    return answers

"""The fast door for reading: the page of an open proposal, for signed-in citizens.

An ASGI application outside Django's middleware. Everybody who asks while the database is being asked is
looked up together: whose sessions these are, and what each is to the proposal. Who may endorse, or has, is
given the page made for all (`sheet`), filled in for them. Everything else is left to Django: the
proposer, people with roles, whoever may not endorse, a session with a message waiting, whatever is odd.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import escape

from civic.accounts.models import Person
from civic.accounts.sessions import signed_in
from civic.serving.doors import door
from proposals import rules
from proposals.fast.pagedoor import SheetDoor, answer, with_token
from proposals.fast.sheet import ENTRY, NAME, NUMBER, SLIP, TOKEN
from proposals.models import Endorsement, Proposal
from proposals.pages.detail import voices
from proposals.permission import slip_for

FACTS = """
    select asked.place, number,
           voided_at is not null or exists (select from accounts_person_groups where person_id = asked.person)
    from unnest(%s::int[], %s::bigint[], %s::bigint[]) as asked (place, person, proposal)
    left join proposals_endorsement on proposal_id = asked.proposal and person_id = asked.person
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads which proposal in which session; their endorsement as everybody sees it (`own`), or None for somebody
    who may endorse now."""

    person: Person
    session: str
    proposal_id: int
    own: Endorsement | None


@door
class PageDoor(SheetDoor):
    path = r"proposals/(?P<id>[0-9]{1,18})/"

    def work(self, items):
        return _readers(items)

    def kind_of(self, reader):
        return "uncounted" if reader.own is None else "counted"

    def filled(self, sheet, reader, brought, language):
        """Name, and number and entry, or token and slip; the token's cookie with it."""
        person, headers = reader.person, sheet.headers
        values = {NAME: escape(person.nickname or person.email)}
        if reader.own is None:
            headers, token = with_token(sheet, brought)
            slip = slip_for(reader.proposal_id, person, reader.session, timezone.now())
            values |= {TOKEN: token, SLIP: slip}
        else:
            number = reader.own.number
            values |= {NUMBER: f"{number:,}", ENTRY: "" if number in sheet.listed else _entry(reader.own, language)}
        return answer(headers, sheet.filled(values))


def _readers(asked):
    """For each (session key, proposal id) its `Reader`, or None for whom Django should answer."""
    now = timezone.now()
    people = signed_in({key for key, _ in asked}, now)
    proposals = {row.pk: row for row in _proposals({proposal for _, proposal in asked})}
    known = [
        (place, people[key], key, proposals[proposal])
        for place, (key, proposal) in enumerate(asked)
        if key in people and proposal in proposals
    ]
    facts = _facts(known)
    own = _own(known, facts)
    readers = [None] * len(asked)
    for (place, person, key, proposal), (number, is_special) in zip(known, facts, strict=True):
        if _is_plain(person, proposal, number, is_special, now):
            readers[place] = Reader(person, key, proposal.pk, own.get((proposal.pk, number)))
    return readers


def _proposals(ids):
    """What the law asks of those of the proposals that everybody may see."""
    columns = ("pk", "proposer_id", "opens_at", "closes_at", "withdrawn_at", "refused_at")
    return Proposal.objects.public().filter(pk__in=ids).values_list(*columns, named=True)


def _facts(known):
    """(number of the endorsement or None, whether it is void or the person has a role) for each of `known`."""
    if not known:
        return []
    columns = zip(*((place, person.pk, proposal.pk) for place, person, _key, proposal in known), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [list(column) for column in columns])
        facts = {place: fact for place, *fact in cursor}
    return [facts[place] for place, *_ in known]


def _own(known, facts):
    """{(proposal id, number): endorsement} of those of `known` that have endorsed, as everybody sees them."""
    pairs = zip(known, facts, strict=True)
    keys = {(proposal.pk, number): person for (_, person, _, proposal), (number, _) in pairs if number}
    if not keys:
        return {}
    rows = voices(Endorsement.objects.filter(pk__in=list(keys)))
    for row in rows:
        row.person = keys[row.pk]
    return {row.pk: row for row in rows}


def _is_plain(person, proposal, number, is_special, now):
    """Whether the page made for all is this person's page. What they may do is judged again by the verb."""
    if is_special or proposal.proposer_id == person.pk or not rules.is_open(proposal, now):
        return False
    return number is not None or rules.may_endorse(proposal, person, now) is None


def _entry(endorsement, language):
    """The entry of an endorsement for the list; `language` is None for the default one."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return render_to_string("proposals/pieces/voice.html", {"voice": endorsement})

"""The fast door for reading: the page of an open proposal, for signed-in citizens.

An ASGI application outside Django's middleware. Everybody who asks while the database is being asked is
looked up together: whose sessions these are, and what each is to the proposal. Who may endorse, or has, is
given the page made for all (`assembly`), filled in for them. Everything else is left to Django: the
proposer, people with roles, whoever may not endorse, a session with a message waiting, whatever is odd.
"""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import escape

from civic.accounts.models import Person
from civic.accounts.sessions import signed_in
from civic.serving.bridge import Response
from civic.serving.doors import Door, cookies, door
from civic.serving.shelf import KEPT, PRIVATE, CachedPages
from civic.serving.turnstile import Full, Unavailable
from proposals import rules
from proposals.fast.sheet import ENTRY, NAME, NUMBER, SLIP, TOKEN, WANTED, Sheet
from proposals.models import Endorsement, Proposal
from proposals.pages.detail import voices
from proposals.permission import slip_for

FORWARDED = (b"host", b"x-forwarded-proto")  # what of a question may show in the page of all
OWN = (b"authorization", b"range")  # headers of questions that are not a plain visitor's

FACTS = """
    select asked.place, number,
           voided_at is not null or exists (select from accounts_person_groups where person_id = asked.person)
    from unnest(%s::int[], %s::bigint[], %s::bigint[]) as asked (place, person, proposal)
    left join proposals_endorsement on proposal_id = asked.proposal and person_id = asked.person
"""

logger = logging.getLogger(__name__)
_csrf = CsrfViewMiddleware(lambda request: HttpResponse())


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads which proposal in which session; their endorsement as everybody sees it (`own`), or None for somebody
    who may endorse now."""

    person: Person
    session: str
    proposal_id: int
    own: Endorsement | None


@door
class PageDoor(Door):
    path = r"proposals/(?P<id>[0-9]{1,18})/"
    room = 2000
    patience = 3

    def __init__(self, bridge, pages):
        super().__init__(bridge, pages)
        self.sheets = CachedPages()

    def opens_for(self, scope):
        """Whether somebody signed in may be asking for the plain page of a proposal."""
        return super().opens_for(scope) and not scope["query_string"]

    async def respond(self, scope, receive):
        brought = cookies(scope) if _is_plain_question(scope) else {}
        if not (key := brought.get(settings.SESSION_COOKIE_NAME, "")):
            return None
        proposal_id = int(self.address.fullmatch(scope["path"])["id"])
        try:
            reader = await self.turnstile.enter((key, proposal_id))
        except (Full, Unavailable):
            raise
        except Exception as error:  # whatever it was, Django says it in its own way
            logger.warning("page door: left to Django (%r)", error)
            return None
        if reader is None or (sheet := await self._sheet(scope, receive, reader)) is None:
            return None
        return _filled(sheet, reader, brought, self.address.fullmatch(scope["path"])["language"])

    def busy(self, scope):
        """No thread need find out for each."""
        headers = [
            (b"content-type", b"text/html; charset=utf-8"), (b"retry-after", b"2"), (b"cache-control", b"no-store"),
        ]  # fmt: skip
        body = render_to_string("503.html").encode()
        return Response(503, [*headers, (b"content-length", b"%d" % len(body))], body)

    def work(self, items):
        return _readers(items)

    async def _sheet(self, scope, receive, reader):
        """The sheet for people like the reader; None where Django has none."""
        wanted = "uncounted" if reader.own is None else "counted"
        headers = [pair for pair in scope["headers"] if pair[0] in FORWARDED]

        async def make():
            response = await self.bridge.respond(scope | {"headers": headers}, receive, **{WANTED: wanted})
            if response.status == 200 and isinstance(response.body, bytes):
                return Sheet(response, _cookie()), KEPT
            return None, PRIVATE if response.status < 500 else 0

        key = (scope["scheme"], scope["path"], wanted, *(word for pair in headers for word in pair))
        return await self.sheets.take(key, make)


def _is_plain_question(scope):
    """Whether it is a plain visitor's."""
    return not any(name in OWN or name.startswith(b"hx-") for name, _value in scope["headers"])


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


def _filled(sheet, reader, brought, language):
    """The answer for this reader: name, and number and entry, or token and slip; the token's cookie with it."""
    person, headers = reader.person, sheet.headers.copy()
    values = {NAME: escape(person.nickname or person.email)}
    if reader.own is None:
        secret, token = _token(brought)
        headers.append((b"set-cookie", sheet.cookie % secret.encode()))
        slip = slip_for(reader.proposal_id, person, reader.session, timezone.now())
        values |= {TOKEN: token, SLIP: slip}
    else:
        number = reader.own.number
        values |= {NUMBER: f"{number:,}", ENTRY: "" if number in sheet.listed else _entry(reader.own, language)}
    body = sheet.filled(values)
    headers.append((b"content-length", b"%d" % len(body)))
    return Response(200, headers, body)


def _entry(endorsement, language):
    """The entry of an endorsement for the list; `language` is None for the default one."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return render_to_string("proposals/pieces/voice.html", {"voice": endorsement})


def _token(brought):
    """The secret that the visitor's cookie holds, or a new one, and a token for a form that goes with it."""
    request = HttpRequest()
    request.COOKIES = brought
    _csrf.process_request(request)
    token = get_token(request)
    return request.META["CSRF_COOKIE"], token


def _cookie():
    """The header that keeps a secret in the visitor's browser, as Django writes it, with `%s` for the secret."""
    request = HttpRequest()
    request.META |= {"CSRF_COOKIE": "SECRET", "CSRF_COOKIE_NEEDS_UPDATE": True}
    cookies = _csrf.process_response(request, HttpResponse()).cookies
    header = cookies[settings.CSRF_COOKIE_NAME].OutputString().replace("%", "%%")
    return header.replace("SECRET", "%s").encode("latin-1")

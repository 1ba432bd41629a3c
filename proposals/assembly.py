"""The page of a proposal for many signed-in people at once: made once a second, filled in for each.

Nearly everything on the page is the same for every citizen without a role. So it is rendered for nobody in
particular, with slots where a person belongs, and each request fills in its own name, token, slip or number.
Who is not such a citizen (the proposer, people with roles, whoever may not endorse) gets the page rendered
as usual. What a person may do is asked of the law each time, and judged again by the verb.
"""

import copy
import secrets
import threading
import time
from dataclasses import dataclass, field

from django.db import connection
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from proposals import rules
from proposals.door import slip_for
from proposals.forms import EndorsementForm
from proposals.models import Proposal
from proposals.page import page

KEPT = 1.0  # seconds
MOST = 200  # pages kept

FACTS = """
    select exists (select from accounts_person_groups where person_id = %(person)s),
           (select number from proposals_endorsement where proposal_id = %(proposal)s and person_id = %(person)s)
"""


class Slot(str):
    """A place to be filled in. Unguessable, so that nothing anybody wrote can look like one."""

    def __format__(self, _spec):
        return str(self)


NAME, TOKEN, SLIP, NUMBER = (Slot(secrets.token_hex(12)) for _ in range(4))


class Anybody:
    """Who the page is rendered for: signed in, and nobody in particular."""

    is_authenticated = is_active = True
    nickname = email = NAME
    roles = frozenset()

    def has_role(self, role):
        return False


@dataclass
class Sheet:
    """A page with slots, and the proposal it was made from."""

    at: float = 0.0
    html: str = ""
    proposal: Proposal = None
    making: threading.Lock = field(default_factory=threading.Lock)


_sheets = {}


def assembled(request, pk, now):
    """The page for this signed-in person, or None where it has to be rendered for them alone."""
    reader = request.user
    if request.GET or request.htmx or len(request._messages):
        return None
    with connection.cursor() as cursor:
        cursor.execute(FACTS, {"person": reader.pk, "proposal": pk})
        has_role, number = cursor.fetchone()
    if has_role:
        return None
    sheet = _sheet(request, pk, number is not None, now)
    if sheet.proposal is None or sheet.proposal.proposer_id == reader.pk:
        return None
    if not rules.is_open(sheet.proposal, now) or (number is None and rules.may_endorse(sheet.proposal, reader, now)):
        return None
    html = sheet.html.replace(NAME, escape(reader.nickname or reader.email))
    if number is not None:
        return html.replace(NUMBER, f"{number:,}")
    return html.replace(TOKEN, get_token(request)).replace(SLIP, slip_for(pk, reader.pk, now))


def _sheet(request, pk, is_counted, now):
    """The sheet of a proposal, at most about a second old; one thread makes it anew, others take the last one."""
    if len(_sheets) > MOST:
        _sheets.clear()
    sheet = _sheets.setdefault((pk, get_language(), is_counted), Sheet())
    if time.monotonic() - sheet.at > KEPT and sheet.making.acquire(blocking=time.monotonic() - sheet.at > 2 * KEPT):
        try:
            if time.monotonic() - sheet.at > KEPT:
                _make(sheet, request, pk, is_counted, now)
        finally:
            sheet.making.release()
    return sheet


def _make(sheet, request, pk, is_counted, now):
    proposal = Proposal.objects.public().with_names().filter(pk=pk, opens_at__isnull=False).first()
    if proposal is not None:
        sheet.html = render_to_string("proposals/detail.html", _context(proposal, is_counted, now), _nobodys(request))
    sheet.proposal = proposal
    sheet.at = time.monotonic()


def _context(proposal, is_counted, now):
    """What a stranger is shown, with slots for the person."""
    context = page(proposal, None, now) | {"user": Anybody(), "csrf_token": TOKEN, "messages": []}
    if is_counted:
        return context | {"own_endorsement": {"number": NUMBER}}
    return context | {"form": EndorsementForm(), "slip": SLIP, "endorse_refusal": None}


def _nobodys(request):
    """The request without the person who makes it."""
    plain = copy.copy(request)
    plain.user, plain.session, plain.COOKIES, plain._messages = Anybody(), {}, {}, []
    return plain

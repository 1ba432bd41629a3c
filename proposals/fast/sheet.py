"""The page of a proposal for many signed-in people at once: made once a second, filled in for each.

Nearly everything on the page is the same for every citizen without a role. So it is rendered for nobody in
particular, with slots where a person belongs (`sheet`), and `reading` fills in each one's own name, token,
slip or number.
"""

import re
import secrets
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from proposals.models import Proposal
from proposals.pages.detail import page
from proposals.pages.forms import EndorsementForm

# How the door asks Django for a sheet: a name that no visitor's header can have. "counted" or "uncounted".
WANTED = "civic.sheet"


class Slot(str):
    """A place to be filled in. Unguessable, so that nothing anybody wrote can look like one."""

    def __format__(self, _spec):
        return str(self)


NAME, TOKEN, SLIP, NUMBER, ENTRY, KEEP, ROWS = (Slot(secrets.token_hex(12)) for _ in range(7))
SLOTS = re.compile("|".join((NAME, TOKEN, SLIP, NUMBER, ENTRY, KEEP, ROWS)).join("()").encode())
CUT = Slot(secrets.token_hex(12))  # between parts that stand in another order for each
LISTED = re.compile(rb'data-number="([0-9]+)"')


class Anybody:
    """Who the page is rendered for: signed in, and nobody in particular."""

    is_authenticated = is_active = True
    nickname = email = NAME
    roles = frozenset()

    def has_role(self, role):
        return False


def sheet(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """The page for a citizen who may endorse, or ("counted") has endorsed, with slots for the citizen."""
    request.user = Anybody()
    proposal = Proposal.objects.public().with_names().filter(pk=pk, opens_at__isnull=False).first()
    if proposal is None:
        raise Http404
    context = page(proposal, None, now) | {"user": request.user, "csrf_token": TOKEN, "messages": []}
    if request.META[WANTED] == "counted":
        context |= {"own_endorsement": {"number": NUMBER}, "own_voice": ENTRY}
    else:
        context |= {"form": EndorsementForm(), "slip": SLIP, "endorse_refusal": None}
    return render(request, "proposals/detail.html", context)


class Sheet:
    """A finished page with slots: its headers, the `cookie` to go with a token (`%s` for its secret), and its body
    cut into parts, each second one a slot. `listed`: the numbers of the endorsements on it."""

    def __init__(self, response, cookie):
        self.cookie = cookie
        self.headers = [pair for pair in response.headers if pair[0] != b"content-length"]
        self.parts = SLOTS.split(response.body)
        self.listed = frozenset(map(int, LISTED.findall(response.body)))

    @property
    def size(self) -> int:
        """Bytes of memory it takes up."""
        return sum(map(len, self.parts))

    def filled(self, values):
        """The body with `values` ({slot: text for HTML}), as bytes."""
        parts = self.parts.copy()
        encoded = {slot.encode(): text.encode() for slot, text in values.items()}
        parts[1::2] = [encoded[slot] for slot in parts[1::2]]
        return b"".join(parts)

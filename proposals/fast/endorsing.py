"""The fast door for endorsing: `POST /proposals/<id>/endorsement/` with JSON and a slip.

An ASGI application outside Django's middleware. It reads the slip and the cookie of the session that the slip is tied
to, puts the endorsement through the turnstile, where it is asked whether that session lives, and answers when its
commit is durable: 200 `{"number", "count"}`, otherwise
`{"code", "sentence"}` with 409 (refused), 400, 403 and 413 (not a request of ours), 503 (come back in a moment).
"""

import json
import logging
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from civic.accounts import sessions
from civic.agencies.contacts import Contacts
from civic.city import places
from civic.lifecycle import Refusal, Refused
from civic.serving import visitors
from civic.serving.bridge import Response
from civic.serving.doors import Door, cookies, door
from civic.serving.slips import BadSlip
from civic.serving.spool import Unreadable
from proposals import permission
from proposals.actions import Arrival, Counted, endorse_many, gives_away, reason_to_keep, reason_to_show

LONGEST = 16 * 1024  # bytes of a request
SLOWEST = 10  # seconds for them to arrive

SENTENCES = {
    "forged": _("This page cannot be used for endorsing. Please load it again."),
    "other": _("This permission is for another proposal. Please load the page again."),
    "expired": _("This page has been open for a long time. Please load it again."),
    "signed_out": _("The sign-in with which this page was opened has ended. Please load the page again and sign in."),
    "not_text": _("The reason and the place must be text."),
    "not_json": _("This request could not be read."),
    "too_large": _("This is too large."),
    "foreign": _("This request does not come from a page of this site. Please open the page at its own address."),
    "busy": _("Very many people are endorsing right now. Please try again in a moment."),
}

logger = logging.getLogger(__name__)


class Claim(NamedTuple):
    """An arrival, and the session it says to come from: the key its cookie holds, and the tie its slip holds.
    `confirmed`: what somebody said may be public of a reason that is asked about; None for every other."""

    arrival: Arrival
    session: str
    tie: str
    confirmed: tuple[str, ...] | None = None


@door
class EndorsementDoor(Door):
    method = "POST"
    path = r"proposals/(?P<id>[0-9]{1,18})/endorsement/"
    patience = 8

    @staticmethod
    def with_slip(slip):
        return {"slip": slip}

    def opens_for(self, scope):
        """Whether a request is for this door; the same form posted by a browser is Django's."""
        if scope["method"] != "POST" or not scope["path"].endswith("/endorsement/"):
            return False
        types = (value for name, value in scope["headers"] if name == b"content-type")
        return next(types, b"").startswith(b"application/json") and super().opens_for(scope)

    async def respond(self, scope, receive):
        asked = self.address.fullmatch(scope["path"])
        if foreign := visitors.stranger(scope["headers"]):
            logger.warning("endorsing: turned away a request with a foreign %s", foreign)
            return _said(400 if foreign == "host" else 403, _refusal("foreign"), asked["language"])
        try:
            session = cookies(scope).get(settings.SESSION_COOKIE_NAME, "")
            async with self.bridge.bodies.taken(scope, receive, limit=LONGEST, deadline=SLOWEST) as (body, _length):
                claim = _read(body.read(), int(asked["id"]), session, timezone.now())
            answer = await self.turnstile.enter(claim)
        except Unreadable as error:
            answer, status = _refusal("too_large" if error.status == 413 else "not_json"), error.status
        except Refused as error:
            answer, status = error.refusal, 400 if error.refusal.code == "not_json" else 409
        else:
            status = 200 if isinstance(answer, Counted) else 409
        return _said(status, answer, asked["language"])

    def busy(self, scope):
        return _said(503, _refusal("busy"), self.address.fullmatch(scope["path"])["language"])

    def work(self, items):
        """`endorse_many`, for those whose session lives and whose reason may be shown. Whoever was counted after all,
        before a failure, gets the same number again."""
        asked = [(claim.session, claim.arrival.person_id) for claim in items]
        ties = sessions.ties(asked, timezone.now())
        contacts = Contacts.read() if any(claim.confirmed is not None for claim in items) else None
        refusals = [
            _unshown(claim, contacts) if claim.tie == tie else _refusal("signed_out")
            for claim, tie in zip(items, ties, strict=True)
        ]
        welcome = [claim.arrival for claim, refusal in zip(items, refusals, strict=True) if refusal is None]
        answers = iter(endorse_many(welcome))
        return [refusal or next(answers) for refusal in refusals]


def _read(body, proposal_id, session, now):
    """The `Claim` in a request that arrived at `now` with the key of a `session`; raises `Refused`."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Refused(_refusal("not_json"))
    try:
        slip = permission.slip_in(said.get("slip"), proposal_id, now)
    except BadSlip as error:
        raise Refused(_refusal(error.code)) from None
    reason, county, district = _clean(said.get("reason"), said.get("county"), said.get("district"))
    reason = reason_to_keep(reason)
    confirmed = _confirmed(said.get("confirmed")) if gives_away(reason) else None
    return Claim(Arrival(proposal_id, slip.person, now, reason, county, district), session, slip.tie, confirmed)


def _clean(*said):
    """What was declared, as the form would leave it."""
    if not all(each is None or isinstance(each, str) for each in said):
        raise Refused(_refusal("not_text"))
    reason, county, district = ((each or "").replace("\0", "").strip() for each in said)
    return reason, *places.resolve(county, district)


def _confirmed(said):
    """The passages that somebody said yes to; whatever is no list of texts confirms none."""
    return tuple(each for each in said if isinstance(each, str)) if isinstance(said, list) else ()


def _unshown(claim, contacts):
    """Why the reason of `claim` is not shown as it is; None for one that may be. `contacts`: those of the agencies,
    read once for a batch in which something is asked about."""
    if claim.confirmed is None:
        return None
    try:
        reason_to_show(claim.arrival.reason, claim.confirmed, contacts)
    except Refused as refused:
        return refused.refusal
    return None


def _refusal(code):
    return Refusal(code, SENTENCES[code])


def _said(status, answer, language):
    """`answer` (a `Counted` or a `Refusal`) as JSON; `language` is None for the default one."""
    if isinstance(answer, Counted):
        body = b'{"number":%d,"count":%d}' % (answer.number, answer.count)
    else:
        with translation.override(language or settings.LANGUAGE_CODE):
            body = json.dumps({"code": answer.code, "sentence": str(answer)}, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"2"))
    return Response(status, headers, body)

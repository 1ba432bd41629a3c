"""The fast door for endorsing: `POST /proposals/<id>/endorsement/` with JSON and a slip.

An ASGI application outside Django's middleware. It reads the slip, puts the endorsement through the
turnstile and answers when its commit is durable: 200 `{"number", "count"}`, otherwise
`{"code", "sentence"}` with 409 (refused), 400 and 413 (not a request of ours), 503 (come back in a moment).
"""

import json
import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from civic.city import places
from civic.lifecycle import Refusal, Refused
from civic.serving import slips
from civic.serving.spool import Unreadable, spool
from civic.serving.turnstile import Full, Turnstile, Unavailable
from proposals import rules
from proposals.actions import Counted, Slip, endorse_many

PATH = re.compile(r"/(en/)?proposals/([0-9]{1,18})/endorsement/", re.ASCII)
DEED = "endorse"
SLIP_LIFE = 60 * 60  # seconds from the page to the click
LONGEST = 16 * 1024  # bytes of a request
SLOWEST = 10  # seconds for them to arrive
PATIENCE = 8  # seconds a batch waits for a database that is away

logger = logging.getLogger(__name__)

SENTENCES = {
    "forged": _("This page cannot be used for endorsing. Please load it again."),
    "other": _("This permission is for another proposal. Please load the page again."),
    "expired": _("This page has been open for a long time. Please load it again."),
    "too_long": _("The reason is too long."),
    "not_text": _("The reason and the place must be text."),
    "not_json": _("This request makes no sense to us."),
    "too_large": _("This is too large."),
    "busy": _("Very many people are endorsing right now. Please try again in a moment."),
}


def slip_for(proposal_id, person_id, now):
    """The slip for the page of a signed-in person: it lets this person endorse this proposal for an hour."""
    until = now.timestamp() + SLIP_LIFE
    return slips.write(_key(), person=person_id, deed=DEED, thing=proposal_id, until=until)


def _key():
    return settings.SLIP_KEY.encode()


class EndorsementDoor:
    """One per process, used from one event loop."""

    def __init__(self):
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="turnstile")
        self.turnstile = Turnstile(_endorse, self.thread)

    def opens_for(self, scope):
        """Whether a request is for this door; the same form posted by a browser is Django's."""
        if scope["method"] != "POST" or not scope["path"].endswith("/endorsement/"):
            return False
        types = (value for name, value in scope["headers"] if name == b"content-type")
        return next(types, b"").startswith(b"application/json") and PATH.fullmatch(scope["path"]) is not None

    async def __call__(self, scope, receive, send):
        english, proposal_id = PATH.fullmatch(scope["path"]).groups()
        try:
            body, _length = await spool(scope, receive, limit=LONGEST, deadline=SLOWEST)
            slip = _read(body.read(), int(proposal_id), timezone.now())
            answer = await self.turnstile.enter(slip)
        except Unreadable as error:
            answer = _refusal("too_large" if error.status == 413 else "not_json")
            status = error.status
        except Refused as error:
            answer, status = error.refusal, 400 if error.refusal.code == "not_json" else 409
        except (Full, Unavailable):
            answer, status = _refusal("busy"), 503
        else:
            status = 200 if isinstance(answer, Counted) else 409
        await _send(send, status, answer, "en" if english else settings.LANGUAGE_CODE)

    async def close(self):
        """Answer everybody inside, then let go of the database."""
        await self.turnstile.close()
        self.thread.submit(connections.close_all)
        self.thread.shutdown(wait=False)


def _read(body, proposal_id, now):
    """The verb's `Slip` in a request that arrived at `now`; raises `Refused`."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Refused(_refusal("not_json"))
    try:
        permission = slips.read(_key(), said.get("slip"), deed=DEED, thing=proposal_id, now=now.timestamp())
    except slips.BadSlip as error:
        raise Refused(_refusal(error.code)) from None
    reason, county, district = _clean(said.get("reason"), said.get("county"), said.get("district"))
    return Slip(proposal_id, permission.person, now, reason, county, district)


def _clean(*said):
    """What was declared, as the form would leave it."""
    if not all(each is None or isinstance(each, str) for each in said):
        raise Refused(_refusal("not_text"))
    reason, county, district = ((each or "").replace("\0", "").strip() for each in said)
    if len(reason) > rules.REASON_LIMIT:
        raise Refused(_refusal("too_long"))
    # A lone half of a surrogate pair is valid JSON but no text that a database takes.
    reason = reason.encode("utf-8", "replace").decode()
    return reason, *places.resolve(county, district)


def _refusal(code):
    return Refusal(code, SENTENCES[code])


def patiently(work, items, patience):
    """`work(items)`, tried again for `patience` seconds while the database is away; then raises `Unavailable`."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return work(items)
        except (OperationalError, InterfaceError) as error:
            connection.close()
            if time.monotonic() > deadline:
                logger.error("the database is away (%s)", error)
                raise Unavailable from error
            time.sleep(0.2)


def _endorse(slips):
    """`endorse_many` in the turnstile's thread. Repeating is safe after any failure: whoever was counted after all
    gets the same number again."""
    return patiently(endorse_many, slips, PATIENCE)


async def _send(send, status, answer, language):
    if isinstance(answer, Counted):
        body = b'{"number":%d,"count":%d}' % (answer.number, answer.count)
    else:
        with translation.override(language):
            body = json.dumps({"code": answer.code, "sentence": str(answer)}, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"2"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

"""The fast door that takes slips: JSON from a page of ours, for one person, one deed and one thing.

It reads the slip and the cookie of the session that the slip is tied to, puts the deed through the turnstile, where it
is asked whether that session lives, and answers when its commit is durable: 200 with what the deed came to, otherwise
`{"code", "sentence"}` with 409 (refused), 400, 403 and 413 (not a request of ours), 503 (come back in a moment).
"""

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone, translation

from civic.accounts import permission, sessions
from civic.lifecycle import Refusal, Refused, Session
from civic.security.denials import Denials
from civic.serving import visitors
from civic.serving.bridge import Response
from civic.serving.doors import Door, cookies
from civic.serving.slips import BadSlip
from civic.serving.spool import Unreadable

LONGEST = 16 * 1024  # bytes of a request
SLOWEST = 10  # seconds for them to arrive
# Codes of what the security log is told besides what denies: what somebody brought was not enough.
DENIED = {"foreign", "forged", "other", "expired", "signed_out", "too_large"}

logger = logging.getLogger(__name__)


class Claim(NamedTuple):
    """A deed that somebody wants done, and the session it says to come from: the key its cookie holds, and the tie its
    slip holds."""

    deed: Any
    person: int
    session: str
    tie: str


class SlipDoor(Door):
    """A subclass says its `path` (with a group `id`, the thing), the `deed` of its slips, and its `sentences`: what it
    says for forged, other, expired, signed_out, not_json, too_large, foreign, busy, and for codes of its own."""

    method = "POST"
    patience = 8
    deed = ""
    sentences: Mapping[str, Any] = {}

    def __init__(self, bridge, pages):
        super().__init__(bridge, pages)
        self.denials = Denials(bridge.pages.pool)

    @staticmethod
    def with_slip(slip):
        return {"slip": slip}

    def read(self, said: dict, thing: int, person: int, now: datetime) -> Any:
        """The deed that a request asks for in its JSON, with an instant of arrival; raises `Refused`."""
        raise NotImplementedError

    def do(self, deeds: Sequence, sessions: Sequence[Session]) -> Sequence:
        """What each deed came to, or a `Refusal`, of people who are signed in so; as `Door.work`."""
        raise NotImplementedError

    def tell(self, outcome: Any) -> dict:
        """What a deed that was done came to, as JSON."""
        raise NotImplementedError

    def opens_for(self, scope):
        """Whether a request is for this door; the same form posted by a browser is Django's."""
        if not super().opens_for(scope):
            return False
        types = (value for name, value in scope["headers"] if name == b"content-type")
        return next(types, b"").startswith(b"application/json")

    async def respond(self, scope, receive):
        asked = self.address.fullmatch(scope["path"])
        if foreign := visitors.stranger(scope["headers"]):
            logger.warning("%s: turned away a request with a foreign %s", self.deed, foreign)
            self._note(scope, self.refusal("foreign"), None)
            return self._said(400 if foreign == "host" else 403, self.refusal("foreign"), asked["language"])
        claim = None
        try:
            session = cookies(scope).get(settings.SESSION_COOKIE_NAME, "")
            async with self.bridge.bodies.taken(scope, receive, limit=LONGEST, deadline=SLOWEST) as (body, _length):
                claim = self._claim(body.read(), int(asked["id"]), session, timezone.now())
            answer = await self.turnstile.enter(claim, scope.get("is_gone"))
        except Unreadable as error:
            answer, status = self.refusal("too_large" if error.status == 413 else "not_json"), error.status
        except Refused as error:
            answer, status = error.refusal, 400 if error.refusal.code == "not_json" else 409
        else:
            status = 409 if isinstance(answer, Refusal) else 200
        self._note(scope, answer, claim)
        return self._said(status, answer, asked["language"])

    def busy(self, scope):
        return self._said(503, self.refusal("busy"), self.address.fullmatch(scope["path"])["language"])

    def work(self, items):
        """`do`, for those whose session lives. Whatever was done after all, before a failure, is done again."""
        found = sessions.alive([(claim.session, claim.person) for claim in items], timezone.now())
        own = [it if it and it.tie == claim.tie else None for claim, it in zip(items, found, strict=True)]
        living = [(claim.deed, it.session) for claim, it in zip(items, own, strict=True) if it]
        outcomes = iter(self.do([deed for deed, _session in living], [session for _deed, session in living]))
        return [next(outcomes) if it else self.refusal("signed_out") for it in own]

    def refusal(self, code: str) -> Refusal:
        """The refusal of one of our `sentences`."""
        return Refusal(code, self.sentences[code])

    def _note(self, scope, answer, claim):
        """Have it noted if somebody was denied the deed, not only told that it cannot be done now."""
        if isinstance(answer, Refusal) and (answer.denies or answer.code in DENIED):
            address, person = (scope.get("client") or ("",))[0], f"person:{claim.person}" if claim else ""
            whom = {"about" if answer.code == "signed_out" else "actor": person}
            self.denials.tell(self.deed, answer.code, address, timezone.now(), **whom)

    def _claim(self, body, thing, session, now):
        """The `Claim` in a request that arrived at `now` with the key of a `session`; raises `Refused`."""
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise Refused(self.refusal("not_json"))
        try:
            slip = permission.slip_in(said.get("slip"), self.deed, thing, now)
        except BadSlip as error:
            raise Refused(self.refusal(error.code)) from None
        return Claim(self.read(said, thing, slip.person, now), slip.person, session, slip.tie)

    def _said(self, status, answer, language):
        """`answer` as JSON; `language` is None for the default one."""
        if isinstance(answer, Refusal):
            with translation.override(language or settings.LANGUAGE_CODE):
                told = {"code": answer.code, "sentence": str(answer)}
        else:
            told = self.tell(answer)
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        if status == 503:
            headers.append((b"retry-after", b"2"))
        return Response(status, headers, body)

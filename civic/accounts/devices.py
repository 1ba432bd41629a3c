"""Where people are signed in, in words they recognise: which browser on which system, since when, last used when.

Nobody is followed: the hour is enough, the address is not kept, and a row goes with the session it is about (a trigger
sees to that, whatever ends the session). A cookie tells a browser in which somebody signs in again from a new one,
about which a letter is written.
"""

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import connection
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from civic.accounts import identity
from civic.accounts.models import DeviceSession, KnownDevice, Person
from civic.accounts.sessions import BEGAN, NOTED, digest, is_noted, session_of
from civic.security import actions as security_log

COOKIE = f"{settings.OURS_ALONE}device"
KNOWN_FOR = timedelta(days=365)
TOKEN = re.compile(r"[\w-]{32}")

# In this order: what stands further down calls itself by the names above, too.
BROWSERS = (
    ("LINE", r"\bLine/"),
    ("Facebook", r"\bFBA[NV]/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Opera", r"\bOPR/"),
    ("Edge", r"\bEdg(A|iOS)?/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"\bCrOS\b"),
    ("macOS", r"Macintosh"),
    ("Linux", r"Linux"),
)

ENDING = """
    delete from django_session
     where sha256(decode(session_key, 'escape')) in (
         select digest from accounts_devicesession
          where person_id = %s and digest <> %s and id = coalesce(%s::bigint, id)
     )
"""
LEFT_BEHIND = """
    delete from accounts_devicesession where not exists (
        select from django_session where sha256(decode(session_key, 'escape')) = digest
    )
"""


def device(agent: str) -> tuple[str, str]:
    """(browser, system) by which a browser that calls itself `agent` is known to people; "" for what is not."""
    return tuple(next((name for name, sign in known if re.search(sign, agent)), "") for known in (BROWSERS, SYSTEMS))


class PersonMiddleware(AuthenticationMiddleware):
    """As Django's; whoever asks knows how they are signed in. Once an hour it is noted that a session is used, of those
    that were looked at anyway, and a browser in which somebody has just signed in is given its cookie."""

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _whoever_asks(request))

    def process_response(self, request, response):
        session = request.session
        if session.accessed and SESSION_KEY in session and not is_noted(session, timezone.now()):
            note(request)
        if token := getattr(request, "device_token", None):
            response.set_cookie(
                COOKIE, token, max_age=KNOWN_FOR, secure=settings.SECURE, httponly=True, samesite="Lax"
            )
        return response


def _whoever_asks(request):
    person = get_user(request)
    if person.is_authenticated:
        person.session = session_of(request.session)
    return person


@receiver(user_logged_in, dispatch_uid="civic.accounts.devices")
def note_sign_in(request: HttpRequest, user: Person, **told) -> None:
    """Begin to know a session, whichever door somebody came in by. `request.is_new_device` says whether they have
    signed in before, but never in this browser."""
    if not request.session.session_key:
        request.session.create()
    now = timezone.now()
    request.session[BEGAN] = int(now.timestamp())
    request.is_new_device = not _is_known(request, user, now) and user.last_login is not None
    note(request)
    methods = [step.method for step in session_of(request.session).steps]
    security_log.note("accounts.signed_in", about=user, actor=user, methods=methods, new_device=request.is_new_device)


@receiver(user_logged_out, dispatch_uid="civic.accounts.signed_out")
def note_sign_out(user: Person | None, **told: Any) -> None:
    """Whichever way a session of somebody is left, idle minutes among them."""
    if user is not None:
        security_log.note("accounts.signed_out", about=user, actor=user)


def _is_known(request, person, now):
    """Whether they have signed in with this browser before; from now on they have."""
    token = request.COOKIES.get(COOKIE, "")
    token = token if TOKEN.fullmatch(token) else secrets.token_urlsafe(24)
    request.device_token = token
    key, *before = identity.digests("device", f"{person.pk}:{token}")
    was_known = KnownDevice.objects.filter(key__in=before).delete()[0] if before else 0
    _row, is_new = KnownDevice.objects.update_or_create(
        key=key, defaults={"person": person, "until": now + KNOWN_FOR}
    )
    return bool(was_known) or not is_new


def note(request: HttpRequest) -> None:
    """Note that the session of this request is used now; what was not known of it yet is."""
    now, session = timezone.now(), request.session
    hour = now.replace(minute=0, second=0, microsecond=0)
    session[NOTED] = int(now.timestamp())
    told = session_of(session)
    browser, system = device(request.META.get("HTTP_USER_AGENT", ""))
    began = {
        "person_id": int(session[SESSION_KEY]), "browser": browser, "system": system, "began_at": hour,
        "methods": [step.method for step in told.steps], "used_at": hour,
    }  # fmt: skip
    DeviceSession.objects.update_or_create(
        digest=digest(session.session_key), defaults={"used_at": hour}, create_defaults=began
    )


def end(one: DeviceSession) -> None:
    """End one session."""
    _end(one.person, b"", one.pk)


def end_others(person: Person, session_key: str | None = None) -> None:
    """End all sessions of a person but the one with this key."""
    _end(person, digest(session_key) if session_key else b"")


def _end(person, but, number=None):
    with connection.cursor() as cursor:
        cursor.execute(ENDING, [person.pk, but, number])


def forget(person: Person) -> None:
    """Sign them out everywhere, and know none of their devices."""
    end_others(person)
    KnownDevice.objects.filter(person=person).delete()


def clear(now: datetime) -> int:
    """Forget devices with which nobody has signed in for a year, and what a session left that ended while it was noted;
    returns how much."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT_BEHIND)
        return cursor.rowcount + KnownDevice.objects.filter(until__lte=now).delete()[0]

"""Ways to send a text message. `SMS_SENDER` names the one in use: a function `send(phone, text)`.

The outbox calls it in a worker of its own, never in a page. It returns once the message is taken, raises `Refused`
if this one will never be, `HungUp` or an `OSError` if nothing could be, and anything else for "try again". It may take
half a minute; the others wait for it.
"""

import base64
import re
import sys
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit
from urllib.request import Request

from django.conf import settings
from django.core.mail import get_connection, send_mail

from civic.outbox.asking import ask
from civic.outbox.deadline import Deadline
from civic.outbox.retries import HungUp, Refused

PATIENCE = 10  # seconds for each step of the gateway
LIMIT = 30  # seconds for all of them
ANSWER = 10_000  # bytes of its answer that are read
FOR_NOW = (408, 425, 429)  # of the answers 4xx, those that are not meant for good
HOME = "+886"


class Unclear(Exception):
    """The gateway answered, but not by the sign of success."""


def to_console(phone: str, text: str) -> None:
    """For machines without a gateway: the operator reads the message; in the demo it is a letter, too."""
    sys.stderr.write(f"Text message to {phone}: {text}\n")
    if settings.DEMO:
        here = get_connection(settings.POST_BACKEND)
        send_mail(text, text, None, [f"{phone.lstrip('+')}@sms.invalid"], connection=here)


def over_http(phone: str, text: str) -> None:
    """A gateway that takes a form by POST at SMS_URL: SMS_FIELDS, with the number and the words in their places.

    Taken is what is answered 2xx, and with SMS_SUCCESS (a regular expression) in the answer if that is set.
    """
    deadline = Deadline()
    status, answer = _post(_request(phone, text), deadline)
    if status >= 500 or status in FOR_NOW:
        raise HungUp(f"the gateway answers {status}")
    if status >= 400:
        raise Refused(f"the gateway answers {status}")
    if status >= 300 or not re.search(settings.SMS_SUCCESS, answer):
        if deadline.is_over:
            raise HungUp(f"the gateway answers {status}, and does not end")
        raise Unclear(f"the gateway answers {status}, without the sign of success")


def fields(phone: str, text: str) -> list[tuple[str, str]]:
    """SMS_FIELDS filled in: {phone} +886912345678, {digits} 886912345678, {local} 0912345678, {text} the words."""
    local = "0" + phone.removeprefix(HOME) if phone.startswith(HOME) else phone
    places = {"{phone}": phone, "{digits}": phone.lstrip("+"), "{local}": local, "{text}": text}
    place = re.compile("|".join(map(re.escape, places)))
    given = parse_qsl(settings.SMS_FIELDS, keep_blank_values=True)
    return [(name, place.sub(lambda found: places[found[0]], value)) for name, value in given]


def _request(phone, text):
    parts = urlsplit(settings.SMS_URL)
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    request = Request(bare, urlencode(fields(phone, text)).encode(), method="POST")  # noqa: S310 -- the operator's address
    if parts.username:
        account = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        request.add_header("Authorization", f"Basic {base64.b64encode(account.encode()).decode()}")
    return request


def _post(request, deadline):
    """(status, what came of the answer while there was time)."""
    status, answer = ask(request, deadline, patience=PATIENCE, limit=LIMIT, most=ANSWER)
    return status, answer.decode(errors="replace")

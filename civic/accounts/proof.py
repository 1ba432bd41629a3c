"""The fresh proof: somebody signed in shows once more that it is them, right before what is not for a borrowed minute.

allauth asks for it nowhere unless told, and silently never of an account without password and second factor. Here
everybody is asked: for the password, or for a code that is sent to the address of the account.
"""

import hmac
import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import generate_user_code, normalize_user_code
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from civic.accounts import identity, limits, rules, typed
from civic.lifecycle import Refused
from civic.serving.visitors import is_ours

FRESH = 10 * 60  # seconds for which a proof is fresh
PROVED, ASKED = "accounts_proved_at", "accounts_proof_asked"  # in the session: instants, and the digests of codes
MOST_EARLIER = 5  # codes that are known again


def fresh(view: Callable) -> Callable:
    """A view for somebody signed in who has proved a moment ago that it is them; others are led to the proof first."""

    @wraps(view)
    @login_required
    def asked(request, *args, **kwargs):
        if is_fresh(request):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            words = _("Nothing has been changed yet: please confirm that it is you, then send it again.")
            messages.info(request, words)
        following = urlencode({"next": typed.leading_back(request)})
        return redirect(f"{reverse('account_reauthenticate')}?{following}")

    return asked


def following(request: HttpRequest) -> str:
    """The address of ours that `next` names; "" for none, and for one that is not ours."""
    url = request.POST.get("next") or request.GET.get("next", "")
    return url if is_ours(request, url) else ""


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session has had a proof within `FRESH` seconds."""
    return 0 <= time.time() - request.session.get(PROVED, 0) < FRESH


def note(request: HttpRequest) -> None:
    """From now on this session's proof is fresh; its code is used up."""
    request.session.pop(ASKED, None)
    request.session[PROVED] = time.time()


def send_code(request: HttpRequest, address: str = "", letter: str = "proof_code", asked: str = ASKED) -> None:
    """Send the person, or to another `address`, a code by e-mail; the session keeps a digest of it under the name
    `asked`. Raises `Refused` beyond the limits."""
    code = generate_user_code()
    get_adapter(request).send_mail(f"account/email/{letter}", address or request.user.email, {"code": code})
    before = request.session.get(asked, {})
    earlier = [*before.get("earlier", ()), *filter(None, [before.get("digest")])][-MOST_EARLIER:]
    request.session[asked] = {"digest": _digest(code), "at": time.time(), "earlier": earlier}


def is_code_awaited(request: HttpRequest, asked: str = ASKED) -> bool:
    """Whether a code was sent that is still good."""
    found = request.session.get(asked)
    return bool(found) and 0 <= time.time() - found["at"] < settings.CODES_VALID


def is_right_password(request: HttpRequest, password: str) -> bool:
    """Whether it is the person's. Raises `ValidationError` while the door is locked by too many wrong ones."""
    return get_adapter(request).reauthenticate(request.user, password)


def is_right_code(request: HttpRequest, entered: str, asked: str = ASKED) -> bool:
    """Whether `entered` is the code that was sent last. Raises `Refused` if it has been tried too often, and for the
    code of an earlier letter, which is no guess and counts as none."""
    if not is_code_awaited(request, asked):
        return False
    sent = request.session[asked]
    digest = sent["digest"]
    if _digest(entered) in sent.get("earlier", ()):
        raise Refused(rules.EARLIER_CODE)
    limits.take("tries of a code", digest, now=timezone.now())
    return hmac.compare_digest(_digest(entered), digest)


def _digest(code):
    """Small letters, blanks and dashes make no difference."""
    return identity.digest("proof", normalize_user_code(code)).hex()

"""The demo's doors: who lives here, sign in as them, read their letters."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from civic.accounts.adapter import own_address
from civic.accounts.registry import roles
from civic.agencies.models import Agency
from civic.demo import cast, gate, letters, words

OF_ONESELF = ("same-origin", "none")


def people(request):
    """Everybody with a name, the parts to play first."""
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    members = [_card(told, agencies) for told in words.people()]
    parts = [member for member in members if member["told"]]
    others = [member for member in members if not member["told"]]
    return render(request, "demo/people.html", {"parts": parts, "others": others})


def _card(told, agencies):
    say = "told_en" if get_language() == "en" else "told"
    titles = {role.name: role.title for role in roles()}
    return {"key": told["key"], "nickname": told["nickname"], "agency": agencies.get(told.get("agency")),
            "told": told.get(say, ""), "role": titles.get(told.get("role"), "")}  # fmt: skip


@csrf_exempt
@require_POST
@never_cache
def sign_in(request):
    """Sign in as `who` and go `next` or home. No token is asked, but no other site may post here."""
    if not _from_here(request):
        return HttpResponseForbidden(_("The demo's sign-in answers its own pages only."))
    person = cast.member(request.POST.get("who", ""))
    if person is None:
        raise Http404("nobody of that name lives in the demo town")
    own_address(person)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(_next(request))


def _from_here(request):
    """Whether this comes from this machine, and from a page of ours or from no page at all."""
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.get_host():
        return False
    if request.headers.get("Sec-Fetch-Site", "none") not in OF_ONESELF:
        return False
    return gate.is_loopback(request.META.get("REMOTE_ADDR", ""))


def _next(request):
    url = request.POST.get("next", "")
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}) else reverse("home")


@require_GET
@never_cache
def inboxes(request):
    """Whose letters to read."""
    members = [{"key": told["key"], "nickname": told["nickname"]} for told in words.people()]
    return render(request, "demo/inboxes.html", {"members": members})


@require_GET
@never_cache
def inbox(request, who):
    """The letters of one person, newest first."""
    person = cast.member(who)
    if person is None:
        raise Http404("nobody of that name lives in the demo town")
    return render(request, "demo/inbox.html", {"person": person, "letters": letters.inbox(person)})

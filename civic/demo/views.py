"""The demo's doors: who lives here, sign in as them, read their letters."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from civic.accounts import addresses, factors, staff
from civic.accounts.registry import roles
from civic.agencies.models import Agency
from civic.demo import cast, letters, words
from civic.serving.visitors import is_ours


def people(request: HttpRequest) -> HttpResponse:
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
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as `who` and go `next` or home. No token is asked; the gate lets no other site post here."""
    person = cast.member(request.POST.get("who", ""))
    if person is None:
        raise Http404("nobody of that name lives in the demo town")
    addresses.own(person)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    if staff.is_staff(person):
        factors.simulate(request)
        sentence = _("The second factor that this role needs is simulated: nobody in the demo town has one.")
        messages.info(request, sentence)
    return redirect(_next(request))


def _next(request):
    url = request.POST.get("next", "")
    return url if is_ours(request, url) else reverse("home")


@require_GET
@never_cache
def inboxes(request: HttpRequest) -> HttpResponse:
    """What was sent last, and whose letters to read."""
    members = [{"key": told["key"], "nickname": told["nickname"]} for told in words.people()]
    return render(request, "demo/inboxes.html", {"members": members, "newest": letters.newest()})


@require_GET
@never_cache
def inbox(request: HttpRequest, who: str) -> HttpResponse:
    """The letters of one person, newest first."""
    person = cast.member(who)
    if person is None:
        raise Http404("nobody of that name lives in the demo town")
    return render(request, "demo/inbox.html", {"person": person, "letters": letters.inbox(person)})

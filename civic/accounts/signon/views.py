"""The pages of single sign-on: which ways there are, there and back, joining, signing out there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civic.accounts import showing
from civic.accounts.proof import following, fresh
from civic.accounts.signon import entering, flow, kept, proving
from civic.accounts.signon.providers import Provider, of
from civic.lifecycle import Refused, require


@never_cache
@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """The ways there are to show who one is (`level`, `next`); where one that failed leads, with the others."""
    context = {"next": following(request), "level": _level(request.GET.get("level"))}
    return render(request, "accounts/sign_on.html", context)


@require_POST
@never_cache
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Leads to the provider: by a page, since browsers let no form of ours lead to another site by itself."""
    provider = _provider(key)
    try:
        address = flow.begin(request, provider, following(request), _level(request.POST.get("level")))
    except Refused as refused:
        messages.error(request, str(refused.refusal))
        return redirect(_to_the_ways(following(request)))
    context = {"provider": provider, "address": address}
    response = render(request, "accounts/sign_on_leading.html", context)
    response.headers["Refresh"] = f"0; url={address}"
    return response


@require_safe
@never_cache
def back(request: HttpRequest, key: str) -> HttpResponse:
    """Where the provider sends people back, whatever came of it; each sign-on comes back once."""
    provider = _provider(key)
    under_way, record = flow.take(request, provider)
    with translation.override(under_way.language):
        try:
            told = flow.finish(request, provider, record)
            if request.user.is_authenticated:
                return _proved(request, provider, told, under_way.following)
            return _come_in(request, provider, told, under_way.following)
        except Refused as refused:
            messages.error(request, str(refused.refusal))
            return redirect(_to_the_ways(under_way.following))


def _come_in(request, provider, told, onward):
    proof = proving.proof_of(told)
    if proof is None:
        require(proving.may_prove(provider, None))
        kept.keep(request, told, onward)
        return redirect("sign_on:new")
    require(proving.may_come_in(provider, proof))
    proving.prove(proof.person, provider, told, timezone.now())
    return entering.sign_in(request, proof.person, provider, onward)


def _proved(request, provider, told, onward):
    require(proving.may_prove(provider, request.user))
    proof = proving.proof_of(told)
    if proof is None or proof.ended_at is not None:
        kept.keep(request, told, onward)
        return redirect("sign_on:joining")
    if proof.person != request.user:
        require(proving.may_come_in(provider, proof))
        showing.found(request, proof.person, is_shown=True)
        return redirect("accounts:other_account")
    proving.prove(request.user, provider, told, timezone.now())
    messages.success(request, _("You have confirmed who you are."))
    return redirect(onward or "accounts:mine")


@fresh
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def joining(request: HttpRequest) -> HttpResponse:
    """Whether what a provider told is to be a proof of whoever is signed in: it opens their account from now on."""
    found = kept.found(request)
    if found is None:
        messages.info(request, _("Your sign-on has run out. Please begin again."))
        return redirect("sign_on:ways")
    told, onward = found
    provider = _provider(told.provider)
    if request.method != "POST":
        district = proving.district_of(told.district)
        context = {"told": told, "provider": provider, "district": district, "next": onward}
        return render(request, "accounts/sign_on_joining.html", context)
    kept.forget(request)
    try:
        require(proving.may_prove(provider, request.user))
        proving.prove(request.user, provider, told, timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.refusal))
        return redirect(_to_the_ways(onward))
    messages.success(request, _("You have confirmed who you are."))
    return redirect(onward or "accounts:mine")


@never_cache
@require_safe
def leaving(request: HttpRequest, key: str) -> HttpResponse:
    """For whoever has just signed out here: they are still signed in there."""
    provider = _provider(key)
    return render(request, "accounts/sign_on_leaving.html", {"provider": provider, "address": flow.way_out(provider)})


def _provider(key: str) -> Provider:
    found = of(key)
    if found is None:
        raise Http404("there is no such sign-on")
    return found


def _level(said: str | None) -> int:
    return int(said) if said in ("1", "2", "3") else 1


def _to_the_ways(onward):
    query = urlencode({"next": onward}) if onward else ""
    return f"{reverse('sign_on:ways')}{query and '?'}{query}"

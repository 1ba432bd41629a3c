"""My page: what I did, who I am here, my data."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import csrf
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civic.accounts import actions, devices, factors, limits, typed
from civic.accounts import freezing as freezings
from civic.accounts import proof as proofs
from civic.accounts.forms import ErasureForm, ProfileForm, ProofForm
from civic.accounts.proof import fresh
from civic.accounts.sections import farewells, sections
from civic.accounts.sessions import digest
from civic.accounts.typed import keeps_words
from civic.lifecycle import Refused
from civic.security.actions import note
from civic.seen import CHANGED


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """All sections that have something to say to this person."""
    now, parts = timezone.now(), []
    for name, plug in sections():
        context = plug.context(request.user, now)
        if context is not None:
            body = render_to_string(plug.template, {**context, "person": request.user}, request)
            parts.append({"name": name, "title": plug.title, "body": body})
    return render(request, "accounts/mine.html", {"sections": parts})


@keeps_words
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid() and _renamed(request, form):
        messages.success(request, _("Saved."))
        return redirect("accounts:mine")
    return render(request, "accounts/profile.html", {"form": form})


def _renamed(request, form):
    """Whether the profile was changed; a refusal lands on the form, so that nothing typed is lost."""
    now, told = timezone.now(), dict(form.cleaned_data)
    told["name"] = told.pop("full_name")
    try:
        if told["nickname"] != request.user.nickname:
            limits.take("renames", request.user.pk, now=now)
        actions.change_profile(request.user, at=now, **told)
    except Refused as refused:
        request.refused = refused.refusal
        is_changed = refused.refusal.code == CHANGED
        form.add_error(None if is_changed else "nickname", refused.refusal.sentence)
        if is_changed:
            form.show_what_stands()
        return False
    return True


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest) -> HttpResponse:
    """Where somebody shows once more that it is them, on the way to what wants a fresh proof: by their second factor if
    they have one, else by their password or a code."""
    if factors.has_any(request.user):
        return _proof_by_factor(request)
    if "send" in request.POST:
        proofs.send_code(request)
        messages.info(request, _("We have sent you a code. Please enter it here."))
    is_code_awaited = proofs.is_code_awaited(request)
    sent = request.POST if request.method == "POST" and "send" not in request.POST else None
    form = ProofForm(sent, has_password=request.user.has_usable_password(), is_code_awaited=is_code_awaited)
    if form.is_bound and form.is_valid() and _is_proved(request, form):
        proofs.note(request)
        return redirect(proofs.following(request) or reverse("accounts:mine"))
    context = {"form": form, "next": proofs.following(request), "is_code_awaited": is_code_awaited}
    return render(request, "accounts/proof.html", context)


def _proof_by_factor(request):
    asked = factors.proof_forms(request)
    for form in asked.values():
        if form.is_bound and form.is_valid():
            factors.use(request, form)
            proofs.note(request)
            return redirect(proofs.following(request) or reverse("accounts:mine"))
    context = asked | {"next": proofs.following(request), "js_data": factors.key_options(request)}
    return render(request, "accounts/factor.html", context)


def _is_proved(request, form):
    """Whether the password or the code was right; what was wrong is said on the form."""
    code, password = form.cleaned_data.get("code"), form.cleaned_data.get("password")
    try:
        if code and proofs.is_right_code(request, code):
            return True
        if password and proofs.is_right_password(request, password):
            return True
    except Refused as refused:
        form.add_error("code", refused.refusal.sentence)
        return False
    except ValidationError as error:
        form.add_error("password", error)
        return False
    form.add_error(None, _("This is not right. Please try again, or have a code sent to you."))
    return False


@login_required
@never_cache
@require_safe
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where somebody is signed in, this place first."""
    this = digest(request.session.session_key)
    places = sorted(request.user.device_sessions.all(), key=lambda place: bytes(place.digest) != this)
    return render(request, "accounts/signed_in.html", {"places": places, "this": this})


@login_required
@never_cache
@require_POST
def ending(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of somebody's sessions. One that has ended since is no fault."""
    place = request.user.device_sessions.filter(pk=pk).first()
    if place is not None:
        devices.end(place)
        note("accounts.session_ended", about=request.user, actor=request.user)
    messages.success(request, _("This device is signed out."))
    return redirect("accounts:signed_in")


@login_required
@never_cache
@require_POST
def ending_others(request: HttpRequest) -> HttpResponse:
    """End all of somebody's sessions but this one."""
    devices.end_others(request.user, request.session.session_key)
    note("accounts.session_ended", about=request.user, actor=request.user)
    messages.success(request, _("All other devices are signed out."))
    return redirect("accounts:signed_in")


@fresh
@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything the platform knows of the person who asks, as one JSON file."""
    note("accounts.exported", about=request.user, actor=request.user)
    response = JsonResponse(actions.personal_data(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="civic-my-data.json"'
    return response


@fresh
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest) -> HttpResponse:
    form = ErasureForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.erase(request.user, at=timezone.now())
        logout(request)
        messages.success(request, _("Your account and your personal data have been deleted."))
        return redirect("/")
    return render(request, "accounts/erasure.html", {"form": form, "farewells": farewells()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def freezing(request: HttpRequest, token: str) -> HttpResponse:
    """The button of a letter, for its reader, signed in or not: "that was not me"."""
    person, address, since = freezings.read(token)
    if request.method == "POST":
        freezings.freeze(person, at=timezone.now(), address=address, since=since)
        if request.user == person:
            logout(request)
    context = {"is_frozen": request.method == "POST" or not person.is_active}
    return render(request, "accounts/freezing.html", context)


@login_required
@never_cache
@require_safe
def kept(request: HttpRequest, token: str) -> HttpResponse:
    """What was filled in before the sign-in ended, in a form that sends it again."""
    found = typed.kept(request, token, timezone.now())
    if found is None:
        messages.info(request, _("What you had filled in is not kept any more."))
        return redirect("accounts:mine")
    return render(request, "accounts/kept.html", typed.again(*found))


def csrf_failure(request, reason=""):
    """The response to a form without its key, or with one that ran out because somebody signed in in another tab."""
    return typed.form_back(request) or csrf.csrf_failure(request, reason)

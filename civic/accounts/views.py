"""My page: what I did, who I am here, my data."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from civic.accounts import actions
from civic.accounts.forms import ErasureForm, ProfileForm
from civic.accounts.sections import sections


@login_required
@never_cache
@require_safe
def mine(request):
    """All sections that have something to say to this person."""
    now, parts = timezone.now(), []
    for name, plug in sections():
        context = plug.context(request.user, now)
        if context is not None:
            body = render_to_string(plug.template, {**context, "person": request.user}, request)
            parts.append({"name": name, "title": plug.title, "body": body, "sheet": plug.sheet})
    sheets = sorted({part["sheet"] for part in parts if part["sheet"]})
    return render(request, "accounts/mine.html", {"sections": parts, "sheets": sheets})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    form = ProfileForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:mine")
    return render(request, "accounts/profile.html", {"form": form})


@login_required
@never_cache
@require_safe
def export(request):
    """Everything the platform knows of the person who asks, as one JSON file."""
    response = JsonResponse(actions.personal_data(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="civic-my-data.json"'
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request):
    form = ErasureForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.erase(request.user, at=timezone.now())
        logout(request)
        messages.success(request, _("Your account and your personal data have been erased. Farewell."))
        return redirect("/")
    farewells = [plug.farewell for _name, plug in sections() if plug.farewell]
    return render(request, "accounts/erasure.html", {"form": form, "farewells": farewells})

"""Two pages: the form, and what becomes of the letter."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from civic.accounts import once
from civic.contact import actions
from civic.contact.forms import LetterForm
from civic.lifecycle import Refused
from civic.serving.arrival import arrived_at
from civic.serving.public import cacheable

VOUCHED_FOR = timedelta(days=180)  # security.txt says until when; each day says it anew


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest) -> HttpResponse:
    """Write to the city, signed in or not. A letter that cannot be taken comes back with all its words."""
    form = LetterForm(request.POST or None, now=arrived_at(request), email=getattr(request.user, "email", ""))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            return redirect(_sent(request, form))
        except Refused as refused:
            form.add_error(None, refused.refusal.sentence)
            status = 409
    context = {"form": form, "days": actions.WAITS.days}
    return render(request, "contact/letter.html", context, status=status)


@transaction.atomic
def _sent(request, form):
    """Send the letter, once however often the form is; the address of the page that says so."""
    sent = once.sent_with(form.data)
    if earlier := once.led_to(request.user, sent, form.now):
        return earlier
    number = actions.write_to_city(
        words=form.cleaned_data["letter"],
        email=form.cleaned_data["email"],
        network=request.META.get("REMOTE_ADDR", ""),
        now=form.now,
    )
    address = reverse("contact:sent", args=[number])
    once.note(request.user, sent, address)
    return address


@never_cache
@require_safe
def sent(request: HttpRequest, number: str) -> HttpResponse:
    """The number of a letter that was sent, to be quoted later."""
    return render(request, "contact/sent.html", {"number": number, "days": actions.WAITS.days})


@require_safe
@cacheable
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116)."""
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + VOUCHED_FOR
    said = {
        "Contact": settings.SITE_URL + reverse("contact:letter"),
        "Expires": expires.isoformat(),
        "Preferred-Languages": "zh-Hant, en",
        "Canonical": settings.SITE_URL + reverse("security"),
    }
    return HttpResponse("".join(f"{name}: {value}\n" for name, value in said.items()), content_type="text/plain")

"""What people do with an event: register, give the place back, take it into their calendar."""

from datetime import UTC

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from civic.lifecycle import Refused
from civic.serving.arrival import arrived_at
from civic.serving.public import cacheable
from cms import event_actions, event_rules
from cms.models import Event, NewsPage

ICS = "%Y%m%dT%H%M%SZ"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether one has a place, and the button for it; POST registers. For whoever is signed in."""
    event = get_object_or_404(Event.objects.public(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        try:
            made = event_actions.register(event, request.user, now=arrived_at(request))
        except Refused as refused:
            return _refused(request, event, refused.refusal, event_rules.ALREADY)
        words = _("You are on the waiting list. You get a letter.") if made.is_waiting else _("You have a place.")
        messages.success(request, words)
        return redirect(event)
    return _page(request, event)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the place back; GET leads to where one can."""
    event = get_object_or_404(Event.objects.public(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(event.get_absolute_url())
    if request.method != "POST":
        return redirect(event)
    try:
        event_actions.leave(event, request.user, now=arrived_at(request))
    except Refused as refused:
        return _refused(request, event, refused.refusal, event_rules.NOT_REGISTERED)
    messages.success(request, _("Your place was given back."))
    return redirect(event)


def _refused(request, event, refusal, done):
    """The page with the sentence; whoever sent a form twice and has what they want, `done`, just sees how it stands."""
    request.refused = refusal
    return redirect(event) if refusal == done else _page(request, event, refusal.sentence, status=409)


def _page(request, event, refusal="", status=200):
    now = timezone.now()
    there = event.registrations.filter(person=request.user).first()
    context = {
        "event": event,
        "page": NewsPage.objects.filter(event=event, locale__language_code=request.LANGUAGE_CODE).shown().first(),
        "registration": there,
        "before": event.registrations.filter(is_waiting=True, number__lt=there.number).count() if there else 0,
        "why_not": event_rules.may_register(event, request.user, there is not None, now),
        "may_leave": event_rules.may_leave(event, there is not None, now) is None,
        "refusal": refusal,
        "days": event_rules.KEPT.days,
    }
    return render(request, "cms/registration.html", context, status=status)


@require_safe
@cacheable
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The event for a calendar (RFC 5545)."""
    event = get_object_or_404(Event.objects.public(), pk=pk)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Civic//Events//ZH", "METHOD:PUBLISH", "BEGIN:VEVENT",
        f"UID:event-{event.pk}@{request.get_host()}",
        f"SEQUENCE:{event.version}",
        f"DTSTAMP:{event.created_at.astimezone(UTC):{ICS}}",
        f"DTSTART:{event.starts_at.astimezone(UTC):{ICS}}",
        f"DTEND:{event.ends_at.astimezone(UTC):{ICS}}",
        f"SUMMARY:{_escaped(event.name)}",
        f"LOCATION:{_escaped(event.place)}",
        f"URL:{settings.SITE_URL}{event.get_absolute_url()}",
        f"STATUS:{'CANCELLED' if event.called_off_at else 'CONFIRMED'}",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    folded = "".join(f"{_folded(line)}\r\n" for line in lines)
    response = HttpResponse(folded, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="event-{event.pk}.ics"'
    return response


def _escaped(words):
    for sign in "\\;,":
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "\\n")


def _folded(line):
    """No line of a calendar is longer than 75 bytes: it goes on in the next one, after a space."""
    pieces, piece = [], ""
    for letter in line:
        if len(f"{piece}{letter}".encode()) > 74:
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])

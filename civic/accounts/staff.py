"""Before every page on which people work for the city: that they are who they are twice over, and still there.

Desks, the administration and the editors' admin want a second factor of at most 12 hours, deeds that reach far
(`settings.FAR_REACHING`) one of at most 15 minutes, and 30 idle minutes end the session. Nothing typed is lost: it is
kept (`typed`) and comes back after the factor or the sign-in. Public pages show people who work here more than others
only after the factor (`reader`). In the demo town a factor can be simulated: it stands for one that was used now.
"""

import copy
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from civic.accounts import factors, rules, tenure, typed
from civic.accounts.models import Person
from civic.accounts.sessions import WORKED
from civic.lifecycle import Officer
from civic.serving.middleware import ADMINISTRATIONS

WORK, FAR = timedelta(hours=12), timedelta(minutes=15)
IDLE, NOTED_EVERY = timedelta(minutes=30), timedelta(minutes=1)
LED_FROM = "accounts_led_from"  # in the session: where somebody goes on who sets up their first factor
ATTENDED = "accounts_attended_on"  # in the session: the day on which it was noted that they work here
SIGNING_OUT = {"admin:logout", "wagtailadmin_logout"}  # which nobody is kept from
BY_ITSELF = "/editing-sessions/"  # what an open page of the editors sends while nobody is there


class StaffMiddleware:
    """Leads whoever lacks something to where they can give it, and back."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """The way there, or None for whoever may go on."""
        person, now = request.user, timezone.now()
        if not person.is_authenticated:
            return None
        if is_idle(request, now):
            return _ended(request)
        if not works_at(request, view) or not is_staff(person):
            _note(request, now, begins=False)
            return None
        _note(request, now, begins=True)
        if not has_shown(request, now, FAR if reaches_far(request) else WORK):
            return _led(request)
        if LED_FROM in request.session:
            del request.session[LED_FROM]
        _attend(request, now)
        return None


def is_staff(person: Officer) -> bool:
    """Whether somebody works for the city: has a role, or owns the machine."""
    return bool(person.roles) or person.is_superuser


def reader(request: HttpRequest) -> Person | None:
    """Who reads a public page, None for a stranger: whoever works here but has shown no second factor today reads it as
    the citizen they are."""
    person = request.user
    if not person.is_authenticated:
        return None
    if not is_staff(person) or has_shown(request, timezone.now(), WORK):
        return person
    citizen = copy.copy(person)
    citizen.roles, citizen.is_superuser = frozenset(), False
    return citizen


@receiver(user_logged_in, dispatch_uid="civic.accounts.staff")
def note_sign_in(request: HttpRequest, user: Person, **told: Any) -> None:
    """The half hour of whoever works here begins when they sign in."""
    if is_staff(user):
        _note(request, timezone.now(), begins=True)


def works_at(request: HttpRequest, view: Callable) -> bool:
    """Whether this is a page on which one works: a desk (`desks.guard`), or one of the two administrations."""
    is_of_administration = request.path_info.startswith(ADMINISTRATIONS)
    return hasattr(view, "desk") or (is_of_administration and request.resolver_match.view_name not in SIGNING_OUT)


def reaches_far(request: HttpRequest) -> bool:
    """Whether what is sent here cannot be taken back, or reaches many."""
    found = request.resolver_match
    names = {found.view_name, f"{found.view_name}:{found.kwargs.get('deed', '')}", *found.namespaces}
    return request.method == "POST" and not names.isdisjoint(settings.FAR_REACHING)


def has_shown(request: HttpRequest, now: datetime, within: timedelta) -> bool:
    """Whether a second factor was used in this session, and not longer ago than `within`."""
    is_simulated = settings.DEMO and any(step.method == factors.SIMULATED for step in request.user.session.steps)
    shown_at = rules.factor_at(request.user.session)
    return is_simulated or (shown_at is not None and now - within < shown_at <= now)


def is_idle(request: HttpRequest, now: datetime) -> bool:
    """Whether somebody who works here has done nothing for too long."""
    worked_at = request.session.get(WORKED)
    return worked_at is not None and now.timestamp() - worked_at >= IDLE.total_seconds()


def _note(request, now, begins):
    """Note, once a minute, that somebody who works here is there; `begins`: from now on they do."""
    worked_at = request.session.get(WORKED, 0 if begins else None)
    if worked_at is None or BY_ITSELF in request.path_info:
        return
    if not 0 <= now.timestamp() - worked_at < NOTED_EVERY.total_seconds():
        request.session[WORKED] = int(now.timestamp())


def _attend(request, now):
    """Note, once a day and session, that somebody works here."""
    today = str(timezone.localdate(now))
    if request.session.get(ATTENDED) != today:
        request.session[ATTENDED] = today
        tenure.attend(request.user, now)


def _ended(request):
    logout(request)
    if request.method == "POST":
        return typed.words_back(request)
    messages.info(request, _("You were signed out because nothing happened for 30 minutes. Please sign in again."))
    return redirect_to_login(request.get_full_path())


def _led(request):
    """To the factor, or to where one is set up; and back to what was asked for or sent."""
    following = typed.leading_back(request)
    if not factors.has_any(request.user):
        request.session[LED_FROM] = following
        messages.info(request, _("Your role needs a second factor. Please set up a passkey or an authenticator app."))
        return redirect("mfa_index")
    if request.method == "POST":
        messages.info(request, _("Nothing has been changed yet: please confirm that it is you, then send it again."))
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': following})}")

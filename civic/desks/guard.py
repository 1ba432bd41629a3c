"""Who may come to a desk, and how a form there becomes a deed."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from civic.accounts import once
from civic.accounts.typed import words_back
from civic.desks.rules import may_use_desk
from civic.lifecycle import Denied, Refused, require
from civic.personal import Unconfirmed


def desk(role: str) -> Callable[[Callable], Callable]:
    """A decorator of views for people with `role` and level 2 only; everybody else is denied with a sentence.

    Whoever posts after their sign-in ended gets their words back.
    """

    def guard(view):
        @wraps(view)
        @never_cache
        def guarded(request, *args, **kwargs):
            person = request.user if request.user.is_authenticated else None
            if person is None and request.method == "POST":
                return words_back(request)
            require(may_use_desk(person, role), Denied)
            return view(request, *args, **kwargs)

        guarded.desk = role
        return guarded

    return guard


def done(request: HttpRequest, form: forms.Form, deed: Callable[[dict], object], sentence: object) -> bool:
    """Whether the form is valid and `deed(cleaned_data)` was done; shows `sentence` as a message if it was.

    A refusal lands on the form, so that nothing typed is lost, with what must be confirmed first (`civic.personal`);
    somebody without the right to it is denied. Sent twice, a form with a key (`civic.accounts.once`) does its deed
    once, and both are told that it is done.
    """
    if not form.is_valid():
        return False
    sent = once.sent_with(form.data, form.add_prefix("once"))
    try:
        with transaction.atomic():
            if once.led_to(request.user, sent, timezone.now()) is None:
                deed(form.cleaned_data)
    except Denied:
        raise
    except Refused as refused:
        request.refused = refused.refusal
        form.add_error(None, refused.refusal.sentence)
        form.refusal = refused.refusal
        if isinstance(refused, Unconfirmed):
            form.ask(refused.found)
        return False
    messages.success(request, sentence)
    return True


def status_of(*bound: forms.Form) -> int:
    """The HTTP status of a page with these forms: 409 if a rule refused one, 422 if one has errors, else 200."""
    if any(getattr(form, "refusal", None) for form in bound):
        return 409
    return 422 if any(form.is_bound and form.errors for form in bound) else 200


def back_to(name: str, thing: Model, section: str = "") -> HttpResponse:
    """A redirect to the page of `thing` at the desk (`name` of its URL), at the section that was worked on."""
    answer = redirect(name, thing.pk)
    if section:
        answer["Location"] += f"#{section}"
    return answer

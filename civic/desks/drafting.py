"""Drafts that citizens write: saved once however often they are sent, by themselves while somebody writes, and given
back whole where something is wrong or somebody else was faster."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from civic.accounts import once
from civic.accounts.models import Person
from civic.desks.forms import DeedForm
from civic.lifecycle import Refused
from civic.serving.arrival import arrived_at


class DraftForm(DeedForm):
    """A form that saves a draft: a new one, or `thing`. The address of a thing ends with its number, as `pk`."""

    thing: Any = None

    def find(self, pk: int) -> Any:
        """The thing with this number, as it is by now."""
        raise NotImplementedError

    def mark(self, thing: Any) -> str:
        """The mark of what stands in `thing` (`civic.seen`)."""
        raise NotImplementedError

    def edit_address(self, thing: Any) -> str:
        """The address of the form that changes `thing`."""
        raise NotImplementedError

    def go_on_with(self, thing: Any, made: str) -> None:
        """This form for a new one has made `thing` before, with words of the mark `made`: it changes that."""
        self.thing = thing
        self.cleaned_data["seen"] = made

    def save(self, person: Person, now: datetime) -> Any:
        """Save through the verbs, in the caller's transaction; returns the thing. Raises `Refused` as they do."""
        raise NotImplementedError


def written(
    request: HttpRequest,
    form: DraftForm,
    show: Callable[[DraftForm, int], HttpResponse],
    afresh: Callable[[int], DraftForm],
) -> HttpResponse:
    """Save and go on to the thing, or `show` the form with what is wrong and its HTTP status; for a page that saves by
    itself, JSON. `afresh`: the form of the thing with this number, as that stands now."""
    status, by_itself = 422 if form.is_bound else 200, not request.accepts("text/html")
    if form.is_bound and form.is_valid():
        try:
            saved = _saved(request.user, form, arrived_at(request))
        except Refused as refused:
            form.add_error(None, refused.refusal.sentence)
            form.refusal, status = refused.refusal, 409
        else:
            if by_itself:
                return JsonResponse(_as_saved(form, saved))
            messages.success(request, _("Saved. Look it over, then hand it in."))
            return redirect(saved)
    if by_itself:
        return JsonResponse({"sentence": " ".join(_said(form))}, status=status)
    if form.thing is not None and form.is_bound:
        form = afresh(form.thing.pk).with_words_of(form)
    return show(form, status)


@transaction.atomic
def _saved(person, form, now):
    """Save, once however often the form is sent; the thing.

    A form for a new one that comes again, after "back", changes the draft it made: what it made is noted with where it
    led, so that nothing is written over that was changed elsewhere since. One that changes a draft is known by all it
    says.
    """
    is_new = form.thing is None
    sent = form.cleaned_data["once"] if is_new else once.sent_with(form.data, files=form.files.values())
    earlier = once.led_to(person, sent, now)
    if earlier and not is_new:
        return form.thing
    if earlier:
        address, _hash, made = earlier.partition("#")
        form.go_on_with(form.find(resolve(address).kwargs["pk"]), made)
    saved = form.save(person, now)
    once.note(person, sent, f"{saved.get_absolute_url()}#{form.mark(saved)}")
    return saved


def _as_saved(form, thing):
    """What a page that saves by itself is told: where it goes on saving, when it was saved, what stands now."""
    clock = timezone.localtime().strftime("%H:%M")
    return {"address": form.edit_address(thing), "time": clock, "seen": form.mark(thing)}


def _said(form: DraftForm) -> Iterator[str]:
    """Each sentence that is wrong with the form, with the name of its field."""
    for name, errors in form.errors.items():
        label = f"{form.fields[name].label}: " if name in form.fields else ""
        yield from (f"{label}{error}" for error in errors)

"""A page at a desk with the forms of all that can be done about one thing: which stand there now, and how each becomes
a deed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from civic.accounts.models import Person
from civic.desks.forms import DeedForm
from civic.desks.guard import done, status_of
from civic.serving.arrival import arrived_at


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do: its `form(thing, *data)`, whether it `stands` there for a person now, the `verb(thing, person,
    now, form)`, the `sentence` that says it is done."""

    form: Callable[..., DeedForm]
    stands: Callable[[Any, Person, datetime], bool]
    verb: Callable[[Any, Person, datetime, DeedForm], object]
    sentence: object


def shown(
    request: HttpRequest, thing: Any, deeds: Mapping[str, Deed], template: str, context: dict, bound: DeedForm | None
) -> HttpResponse:
    """The page with the form of each deed that stands; `bound` is the one that came back, with what somebody typed."""
    now = timezone.now()
    forms = {name: deed.form(thing) for name, deed in deeds.items() if deed.stands(thing, request.user, now)}
    late = bound if bound is not None and bound.prefix not in forms else None  # its form stands no more
    if bound is not None and late is None:
        forms[bound.prefix] = forms[bound.prefix].with_words_of(bound)
    context |= {"forms": forms, "refusal": late and late.refusal, "written": late.written() if late else []}
    return render(request, template, context, status=status_of(*forms.values(), *([late] if late else [])))


def carried_out(
    request: HttpRequest,
    thing: Any,
    deeds: Mapping[str, Deed],
    name: str,
    address: str,
    show: Callable[[DeedForm], HttpResponse],
    after: str = "",
) -> HttpResponse:
    """Do the deed called `name` and go on to `address`, or to `after` where the thing is gone; `show` the page with the
    form that came back otherwise."""
    deed = deeds.get(name)
    if deed is None:
        raise Http404
    if request.method != "POST":
        return redirect(address)
    form = deed.form(thing, request.POST, request.FILES)
    if done(request, form, lambda _typed: deed.verb(thing, request.user, arrived_at(request), form), deed.sentence):
        return redirect(after if after and name == "deletion" else f"{address}#{name}")
    return show(form)

"""What is kept of people, why and how long, as the code has it; and what went when, in numbers."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from civic.accounts.sections import farewells, purposes
from civic.administration import chore_in_words
from civic.clockwork.models import Gone
from civic.serving.public import cacheable

SHOWN = timedelta(days=31)


@require_safe
@cacheable
def retention(request: HttpRequest) -> HttpResponse:
    """A table of what is kept, and for each of the last days how much went by the clock or was erased."""
    kept = [(purpose, [chore_in_words(name) for name in purpose.chores]) for purpose in purposes()]
    context = {"kept": kept, "farewells": farewells(), "gone": _gone(timezone.now()), "days": SHOWN.days}
    return render(request, "accounts/retention.html", context)


def _gone(now):
    """[(day, [(what, how many)])], the newest day first."""
    first = timezone.localdate(now) - SHOWN
    rows = [(row.day, chore_in_words(row.what), row.count) for row in Gone.objects.filter(day__gt=first)]
    days = sorted({day for day, _what, _count in rows}, reverse=True)
    return [(day, sorted((what, count) for each, what, count in rows if each == day)) for day in days]

"""When something is open (`Window`), and the numbers of the law it was opened under (`Terms`): for every form of
participation. May import the pure modules."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.lifecycle import Refusal

# What many do at once is judged by its arrival at the door. It may wait this long for the lock, and for this long after
# the end what arrived in time is still being counted.
COUNTING_TIME = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span of aware instants: `opens_at` belongs to it, `closes_at` does not."""

    opens_at: datetime
    closes_at: datetime

    def __post_init__(self):
        if self.opens_at.tzinfo is None or self.closes_at.tzinfo is None:
            raise ValueError("a window needs aware instants")
        if self.opens_at >= self.closes_at:
            raise ValueError("a window must open before it closes")

    def __contains__(self, instant):
        return self.opens_at <= instant < self.closes_at


def too_late_at_the_lock(arrived_at: datetime, now: datetime) -> Refusal | None:
    """An arrival that waited longer than `COUNTING_TIME` could change a result already shown as final."""
    if now - arrived_at > COUNTING_TIME:
        return Refusal("stale", _("This took too long to reach us. Please try again."))
    return None


class TermsQuerySet(models.QuerySet):
    def in_force(self, day: date) -> "Terms":
        """The terms that hold on `day`: the latest effective by then, withdrawn ones apart; raises DoesNotExist before
        the first."""
        return self.filter(effective_on__lte=day, withdrawn_at=None).latest("effective_on", "pk")

    def coming(self, day: date) -> "TermsQuerySet":
        """The terms that will hold after `day`, the next first."""
        return self.filter(effective_on__gt=day, withdrawn_at=None).order_by("effective_on", "pk")

    def beginnings(self) -> set[date]:
        """The days from which terms hold, or held, withdrawn ones apart."""
        return set(self.filter(withdrawn_at=None).values_list("effective_on", flat=True))


class Terms(models.Model):
    """The numbers of a law from a day on. Never edited: a change is a new row, and what is open keeps the row and the
    version of the rules it was opened under. Until they hold they can be withdrawn."""

    effective_on = models.DateField(_("effective on"))
    source = models.CharField(_("source"), max_length=300)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = TermsQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["effective_on"]

    def __str__(self):
        return f"{self.effective_on} ({self.source})"


def may_be_effective(day: date, now: datetime) -> Refusal | None:
    """Whether terms may hold from `day` on: tomorrow at the earliest, since today's promises are made."""
    if day <= timezone.localdate(now):
        return Refusal("too_early", _("New terms can hold from tomorrow on at the earliest."))
    return None


def may_be_withdrawn(terms: Terms, now: datetime) -> Refusal | None:
    """Whether `terms` may be withdrawn: until the day on which they hold."""
    if terms.withdrawn_at:
        return Refusal("withdrawn", _("These terms have been withdrawn already."))
    if terms.effective_on <= timezone.localdate(now):
        return Refusal("in_force", _("These terms hold already; others can hold from tomorrow on."))
    return None

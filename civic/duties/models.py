"""The one table of duties: what is owed about which thing, until when, and what became of it."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.agencies.models import Agency
from civic.city import calendar
from civic.duties.registry import Kind, kind_of, supported_by
from civic.duties.rules import MONTHS, WORKING_DAYS
from civic.record.models import Keyed, key_of

UNITS = {WORKING_DAYS: _("working days"), MONTHS: _("months")}
EXTENDED, RESUMED, CLOSURES = "extended", "resumed", "closures"
WHYS = {
    EXTENDED: _("postponed"),
    RESUMED: _("had been paused"),
    CLOSURES: _("days on which the offices are closed"),
}
UNDONE = Q(done_at=None, ended_at=None)
OWED = UNDONE & Q(paused_at=None)
IN_TIME, DONE_LATE = Q(done_at__lt=F("due_at")), Q(done_at__gte=F("due_at"))


class DutyQuerySet(models.QuerySet):
    def about(self, subject: Keyed | str) -> "DutyQuerySet":
        """Those about one thing, in the order in which they came."""
        return self.filter(subject=key_of(subject)).order_by("pk")

    def owed(self) -> "DutyQuerySet":
        """Those that somebody can still do, and whose clock runs; the nearest end first."""
        return self.filter(OWED).order_by("due_at", "pk")

    def undone(self) -> "DutyQuerySet":
        """Those that somebody can still do, whether their clock runs or stands."""
        return self.filter(UNDONE).order_by("pk")

    def with_moves(self) -> "DutyQuerySet":
        """Each with its `moves`, in one more query: what `deadlines` read."""
        return self.prefetch_related("moves")

    def of_agencies(self, agencies: Iterable[Agency]) -> "DutyQuerySet":
        """Those that one of `agencies` owes, and those about things that one of them helps with."""
        helped = (Q(subject__in=keys) for keys in supported_by(agencies))
        return self.filter(reduce(or_, helped, Q(agency__in=agencies)))

    def kept(self, now: datetime) -> dict[str, int]:
        """{"due": how many were done or should have been by `now`, "in_time": how many were done before their end}."""
        return self.aggregate(**_kept(now))

    def kept_by_agency(self, now: datetime) -> dict[int | None, dict[str, int]]:
        """{number of an agency: as `kept`}, of those that anything was due from."""
        rows = self.order_by().values("agency").annotate(**_kept(now)).filter(due__gt=0)
        return {row.pop("agency"): row for row in rows}

    def in_time(self) -> "DutyQuerySet":
        """Those that were done before their end."""
        return self.filter(IN_TIME)

    def late(self, now: datetime) -> "DutyQuerySet":
        """Those that were done too late, or should have been done by `now`."""
        return self.filter(_late(now))


def _kept(now):
    return {"due": Count("pk", filter=IN_TIME | _late(now)), "in_time": Count("pk", filter=IN_TIME)}


def _late(now):
    return DONE_LATE | Q(OWED, due_at__lte=now)


class Duty(models.Model):
    """One thing that must be done until `due_at`, the half-open end of `length` `unit` after `starts_on`.

    `set_at`: when this deadline was set, last; the calendar known by then gave `due_at`. `done_at`: when it was done.
    `paused_at`: since when its clock stands. `ended_at`: when it became needless without having been done. Only
    `civic.duties.actions` writes it; what is done stands, no duty is ever deleted, and the database lets none end at
    another time without a `Move` that says so.
    """

    subject = models.CharField(_("subject"), max_length=80)
    kind = models.CharField(_("kind"), max_length=60)
    agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, null=True, blank=True, related_name="duties", verbose_name=_("agency")
    )
    starts_on = models.DateField(_("counted from"))
    length = models.PositiveSmallIntegerField(_("length"))
    unit = models.CharField(_("unit"), max_length=12, choices=list(UNITS.items()))
    set_at = models.DateTimeField(_("set at"))
    due_at = models.DateTimeField(_("due at"))
    paused_at = models.DateTimeField(_("paused at"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    ended_at = models.DateTimeField(_("needless since"), null=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        indexes = [models.Index(fields=["due_at"], condition=OWED, name="duty_owed")]
        constraints = [
            models.UniqueConstraint(fields=["subject", "kind"], name="duty_once"),
            models.CheckConstraint(condition=Q(unit__in=list(UNITS)), name="duty_in_known_units"),
            models.CheckConstraint(condition=Q(due_at__gt=F("set_at")), name="duty_due_after_it_was_set"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(ended_at=None), name="duty_done_or_needless"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(paused_at=None), name="duty_not_done_while_paused"),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject}"

    @property
    def subject_id(self) -> int:
        """The number in the subject: 42 of "project:42"."""
        return int(self.subject.rpartition(":")[2])

    @property
    def plug(self) -> Kind:
        """Its kind as its app has registered it."""
        return kind_of(self.kind)

    @property
    def words(self) -> object:
        """What is to be done, in words (may be lazy)."""
        return self.plug.words

    @property
    def last_day(self) -> date:
        """The last date on which it can be done in time."""
        return calendar.last_day(self.due_at)

    @property
    def is_owed(self) -> bool:
        """Whether it is still to be done, and its clock runs."""
        return self.done_at is None and self.ended_at is None and self.paused_at is None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it was not done by its end; also said of one that became needless, or whose clock stopped, after
        it."""
        return self.done_at is None and (self.paused_at or now) >= self.due_at

    @property
    def earlier_ends(self) -> list[datetime]:
        """The half-open ends it was shown with before, the first one first; none that was taken back, nor those a
        pause moved."""
        ends = []
        for move in self.moves.all():
            if move.why == RESUMED:
                ends = []
            elif move.due_at in ends:
                del ends[ends.index(move.due_at) :]
            else:
                ends.append(move.was_due_at)
        return ends

    def working_days_left(self, now: datetime) -> int:
        """Working days left after today, 0 on the last day; negative as soon as it is over."""
        days = calendar.working_days_between(timezone.localdate(now), self.last_day)
        return min(days, -1) if now >= self.due_at else max(days, 0)


class Move(models.Model):
    """One time that the end of a duty moved: when, why, from where and to where. Never changed, never deleted.

    Where its clock had stood (`RESUMED`), `counted_from` and `stopped_on` are the days between which it had run.
    """

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="moves", verbose_name=_("duty"))
    at = models.DateTimeField(_("at"))
    why = models.CharField(_("why"), max_length=12, choices=list(WHYS.items()))
    was_due_at = models.DateTimeField(_("was due at"))
    due_at = models.DateTimeField(_("due at"))
    counted_from = models.DateField(_("counted from"), null=True)
    stopped_on = models.DateField(_("stopped on"), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("move of a deadline")
        verbose_name_plural = _("moves of deadlines")
        constraints = [
            models.CheckConstraint(condition=Q(why__in=list(WHYS)), name="move_for_a_known_reason"),
            models.CheckConstraint(
                condition=Q(why=CLOSURES) | Q(due_at__gte=F("was_due_at")), name="move_earlier_by_closures_only"
            ),
            models.CheckConstraint(
                condition=Q(why=RESUMED, counted_from__isnull=False, stopped_on__isnull=False)
                | (~Q(why=RESUMED) & Q(counted_from=None, stopped_on=None)),
                name="move_says_when_it_stood",
            ),
        ]

    def __str__(self):
        return f"{self.duty_id}: {self.was_due_at:%Y-%m-%d} → {self.due_at:%Y-%m-%d}"

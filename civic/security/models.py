"""The rows of the security log, and the seals of finished days."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.security.rules import LEAST, MOST

RESULTS = {"done": pgettext_lazy("of an event", "done"), "failed": _("failed"), "denied": _("denied")}


class EventQuerySet(models.QuerySet):
    def of(self, key: str) -> "EventQuerySet":
        """Those about or by the one with this key, oldest first."""
        return self.filter(Q(about=key) | Q(actor=key)).order_by("pk")


class Event(models.Model):
    """One event. Append-only: the database lets nothing be changed, and deleted only whole days that have expired.

    `what` as verbs of the record are called; `actor` and `about` are keys, "" where nobody is known; `network` is
    whence the request came, "" where there was none. `data` holds no words that anybody has typed.
    """

    at = models.DateTimeField(_("at"), db_index=True)
    what = models.CharField(_("what"), max_length=60)
    result = models.CharField(_("result"), max_length=10, choices=RESULTS)
    actor = models.CharField(_("by"), max_length=80, blank=True)
    about = models.CharField(_("about"), max_length=80, blank=True)
    network = models.CharField(_("network"), max_length=45, blank=True)
    data = models.JSONField(_("data"), default=dict, encoder=DjangoJSONEncoder)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security log")
        indexes = [
            models.Index(fields=["about"], name="event_by_about"),
            models.Index(fields=["actor"], name="event_by_actor"),
        ]

    def __str__(self):
        """By its number and its time: what an event is called, pages say."""
        return f"{self.pk} · {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class Retention(models.Model):
    """For how many days the security log is kept: one row, that the database lets nobody take below six months."""

    record_key = "retention:1"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    days = models.PositiveSmallIntegerField(_("days"), default=365)

    class Meta:
        verbose_name = verbose_name_plural = _("how long the log is kept")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="retention_is_one"),
            models.CheckConstraint(condition=Q(days__gte=LEAST, days__lte=MOST), name="retention_of_six_months"),
        ]

    def __str__(self):
        return str(self.days)


class Seal(models.Model):
    """The seal of a day in a book ("record" or "log"), see `sealing`. It stays: the database sees to that.

    Covers the rows with ids from `first` to `last`, of which there were `count`. `rows`, `before` and `head` are
    SHA-256: of these rows, the head of the seal before, and of all of it.
    """

    book = models.CharField(_("book"), max_length=10, choices={"record": _("public record"), "log": _("security log")})
    day = models.DateField(_("day"))
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    count = models.PositiveBigIntegerField(_("rows"))
    rows = models.BinaryField(max_length=32)
    before = models.BinaryField(max_length=32)
    head = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("seal of a day")
        verbose_name_plural = _("seals of days")
        constraints = [models.UniqueConstraint(fields=["book", "day"], name="seal_once_a_day")]

    def __str__(self):
        return f"{self.book} · {self.day}"

    @property
    def in_hex(self) -> str:
        """The head, as it is published."""
        return bytes(self.head).hex()


class Marks(models.Model):
    """For each row of a seal its id and eight bytes of its mark, by which the first one that differs is named. Nothing
    rests on them, and they go with their rows."""

    seal = models.OneToOneField(Seal, models.PROTECT, primary_key=True, related_name="marks")
    marks = models.BinaryField()

    class Meta:
        verbose_name = _("marks of a day")
        verbose_name_plural = _("marks of days")


class Violation(models.Model):
    """What browsers report that our content policy kept them from, added up; see `violations`. `source` is a host or a
    word of the standard, `page` the name of an address."""

    directive = models.CharField(_("directive"), max_length=40)
    source = models.CharField(_("from where"), max_length=90)
    page = models.CharField(_("kind of page"), max_length=80)
    count = models.PositiveBigIntegerField(_("reports"), default=1)
    first_at = models.DateTimeField(_("first at"))
    last_at = models.DateTimeField(_("last at"), db_index=True)

    class Meta:
        verbose_name = _("report of a browser")
        verbose_name_plural = _("reports of browsers")
        constraints = [models.UniqueConstraint(fields=["directive", "source", "page"], name="violation_once")]

    def __str__(self):
        return f"{self.directive} · {self.source} · {self.page}"

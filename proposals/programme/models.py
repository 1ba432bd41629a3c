"""The facts of the programme, and what the database itself refuses of them; those of the committee are in `committee`.

What people decided is stored; what the clock decides is derived (`rules.state`). Only `proposals.programme.actions`
writes. What a case was granted stands in the committee's decision alone, so no figure of a year can be typed.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.formats import both_years
from civic.text import without_turns
from civic.writing import PARTS
from proposals.programme import rules


class ProgrammeQuerySet(models.QuerySet):
    def public(self) -> "ProgrammeQuerySet":
        """Those that were announced."""
        return self.filter(announced_at__isnull=False)

    def visible_to(self, person: Person | None) -> "ProgrammeQuerySet":
        """`public`; whoever looks after the programme sees all."""
        return self.all() if rules.may_run(person) is None else self.public()


class Programme(models.Model):
    """The programme of a `year`: what is announced, and when one can apply. `amount`: the money set aside for it."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    body = models.TextField(_("announcement"), max_length=rules.TEXT_LIMIT, blank=True)
    amount = models.PositiveBigIntegerField(_("money for subsidies"), null=True)  # whole NT$
    opens_at = models.DateTimeField(_("applications begin"))
    closes_at = models.DateTimeField(_("applications end"))
    prolonged_reason = models.CharField(_("why longer"), max_length=rules.NOTE_LIMIT * PARTS, blank=True)
    created_at = models.DateTimeField(_("created"))
    announced_at = models.DateTimeField(_("announced"), null=True)
    looks_again_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        verbose_name = _("programme of a year")
        verbose_name_plural = _("programmes of the years")
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="programme_window"),
            models.CheckConstraint(
                condition=Q(year__range=(rules.FIRST_YEAR, rules.LAST_YEAR)), name="programme_year"
            ),
        ]

    def __str__(self):
        return gettext("Participation programme %(year)s") % {"year": self.years}

    def get_absolute_url(self):
        return reverse("programme:year", args=[self.year])

    @property
    def record_key(self) -> str:
        return f"programme:{self.pk}"

    topic = record_key

    @property
    def years(self) -> str:
        """The year as both calendars count it."""
        return both_years(self.year)


TAKEN = Q(decided_at__isnull=False, decision__is_taken=True)


class CaseQuerySet(models.QuerySet):
    def public(self) -> "CaseQuerySet":
        """Those that were handed in."""
        return self.filter(submitted_at__isnull=False)

    def taken(self) -> "CaseQuerySet":
        """Those of the programme: what the committee decided for, also what was cancelled later."""
        return self.filter(TAKEN)

    def waiting(self) -> "CaseQuerySet":
        """Those that were applied for and are not decided."""
        return self.public().filter(withdrawn_at=None, decided_at=None)

    def with_names(self) -> "CaseQuerySet":
        """Each with the rows that pages name."""
        return self.select_related("programme", "agency", "theme", "district", "decision__meeting")


class Case(models.Model):
    """One case: what an agency wants to do with people, what was decided, and what came of it. `how`: the method;
    `district` None: the whole city; `number`: its own in the year, from when it was handed in."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="cases")
    number = models.PositiveSmallIntegerField(_("number"), null=True)
    agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="cases", verbose_name=_("applicant")
    )
    title = models.CharField(pgettext_lazy("of a case", "title"), max_length=rules.TITLE_LIMIT * PARTS, blank=True)
    body = models.TextField(_("topic"), max_length=rules.TEXT_LIMIT, blank=True)
    how = models.CharField(_("method"), max_length=10, choices=list(rules.METHODS.items()), blank=True)
    reach = models.CharField(_("who is reached"), max_length=rules.NOTE_LIMIT * PARTS, blank=True)
    theme = models.ForeignKey("city.Theme", models.PROTECT, null=True, related_name="cases", verbose_name=_("theme"))
    district = models.ForeignKey(
        "city.District", models.PROTECT, null=True, related_name="cases", verbose_name=_("district")
    )
    asked = models.PositiveBigIntegerField(_("subsidy asked for"), null=True)  # whole NT$
    starts_on = models.DateField(_("begins on"), null=True)
    ends_on = models.DateField(_("ends on"), null=True)
    created_at = models.DateTimeField(_("created"))
    submitted_at = models.DateTimeField(_("handed in"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)
    cancelled_reason = models.CharField(_("why cancelled"), max_length=rules.NOTE_LIMIT * PARTS, blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True)
    report = models.TextField(_("report"), max_length=rules.TEXT_LIMIT, blank=True)
    participants = models.PositiveIntegerField(_("participants"), null=True)
    sessions = models.PositiveIntegerField(_("number of sessions"), null=True)
    spent = models.PositiveBigIntegerField(_("spent"), null=True)  # whole NT$
    published_at = models.DateTimeField(_("report published"), null=True)
    looks_again_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "number", "pk"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["looks_again_at"], condition=Q(looks_again_at__isnull=False), name="case_looks_again")
        ]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="case_numbered"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, number=None)
                | Q(
                    submitted_at__isnull=False,
                    number__isnull=False,
                    asked__isnull=False,
                    starts_on__isnull=False,
                    ends_on__gte=F("starts_on"),
                    how__in=list(rules.METHODS),
                )
                & ~Q(title="") & ~Q(body="") & ~Q(reach=""),
                name="case_complete_when_handed_in",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False) | Q(withdrawn_at=None, decided_at=None), name="case_draft_open"
            ),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | Q(decided_at=None), name="case_withdrawn_in_time"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_reason="")
                | Q(cancelled_at__isnull=False, decided_at__isnull=False, reported_at=None) & ~Q(cancelled_reason=""),
                name="case_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None, report="", participants=None, sessions=None, spent=None)
                | Q(
                    reported_at__isnull=False,
                    decided_at__isnull=False,
                    participants__isnull=False,
                    sessions__isnull=False,
                    spent__isnull=False,
                )
                & ~Q(report=""),
                name="case_reported_whole",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(reported_at__isnull=False), name="case_published_once_reported"
            ),
        ]

    def __str__(self):
        return without_turns(self.title)

    def get_absolute_url(self):
        if self.number is None:
            return reverse("programme:desk_case", args=[self.pk])
        return reverse("programme:case", args=[self.programme.year, self.number])

    @property
    def record_key(self) -> str:
        return f"case:{self.pk}"

    topic = record_key

    @property
    def is_taken(self) -> bool | None:
        """What the committee decided, once its minutes were published; None before."""
        return self.decision.is_taken if self.decided_at else None

    @property
    def granted(self) -> int:
        """What the committee granted, 0 before it decided."""
        return self.decision.amount if self.decided_at else 0

    @property
    def state(self) -> str:
        return rules.state(self, timezone.now())

    @property
    def state_words(self) -> object:
        return rules.STATES[self.state]

    @property
    def words(self) -> dict[str, object]:
        """{name: what the application says}."""
        return {name: getattr(self, name) for name in rules.WORDS}


class Change(models.Model):
    """That a case was changed after the committee had decided: when, why, and what it said before and says since, as
    people read it (a list of `label`, `was` and `becomes`)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="changes")
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=rules.NOTE_LIMIT * PARTS)
    what = models.JSONField()  # [[name of the field, was, becomes]]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("change of a case")
        verbose_name_plural = _("changes of cases")

    @property
    def rows(self) -> list[tuple[object, str, str]]:
        """(label, what stood there, what stands there since), in the reader's language."""
        return [(Case._meta.get_field(name).verbose_name, *map(str, values)) for name, *values in self._read()]

    def _read(self):
        for name, *values in self.what:
            if name == "how":
                values = [rules.METHODS.get(value, value) for value in values]
            elif isinstance(Case._meta.get_field(name), models.DateField):
                values = [date_format(date.fromisoformat(value)) for value in values]
            yield name, *values


class Photo(models.Model):
    """A picture in the report of a case, with what it shows for whoever does not see it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="photos")
    file = models.FileField(_("picture"), upload_to="programme/%Y/")
    says = models.CharField(_("what the picture shows"), max_length=200 * PARTS)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("picture of a case")
        verbose_name_plural = _("pictures of cases")
        constraints = [models.CheckConstraint(condition=~Q(says=""), name="photo_says_something")]

    def get_absolute_url(self):
        return reverse("programme:photo", args=[self.case.programme.year, self.case.number, self.pk])




from proposals.programme.committee import (  # noqa: E402, F401 -- models of this app as well
    Attendance,
    Decision,
    Enclosure,
    Following,
    Meeting,
    Member,
    Recusal,
    Tenure,
)

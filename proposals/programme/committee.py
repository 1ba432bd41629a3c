"""The facts of the committee: who sits in it, when it met, what it decided, what became of that. `models` imports it.

Decisions are written down while minutes are prepared, and hold from when these are published; then the database lets
nobody change them any more.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from civic.city.models import Bilingual
from civic.text import without_turns
from civic.writing import PARTS
from proposals.programme import committee_rules, rules


class Tenure(models.Model):
    """A term of office of the committee, from `begins_on` to `ends_on`, both of them days of it."""

    number = models.PositiveSmallIntegerField(pgettext_lazy("of a term of office", "number"), unique=True)
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-begins_on"]
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="tenure_days")]

    def __str__(self):
        return gettext("Committee, term %(number)s") % {"number": self.number}

    @property
    def record_key(self) -> str:
        return f"tenure:{self.pk}"

    topic = record_key


class Member(Bilingual, models.Model):
    """Somebody who sits in the committee, from `since` to `until` (None: to the end of the term). `account`: theirs
    here, if they have one."""

    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="members")
    name_zh = models.CharField(_("name in Chinese"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=120)
    post_zh = models.CharField(_("post in Chinese"), max_length=100, blank=True)
    post_en = models.CharField(_("post in English"), max_length=200, blank=True)
    group = models.CharField(
        pgettext_lazy("programme", "group"), max_length=10, choices=list(committee_rules.GROUPS.items())
    )
    since = models.DateField(_("since"))
    until = models.DateField(pgettext_lazy("of a term of office", "until"), null=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="seats")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("member of the committee")
        verbose_name_plural = _("members of the committee")
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="member_days"),
            models.CheckConstraint(condition=Q(group__in=list(committee_rules.GROUPS)), name="member_of_a_group"),
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="member_named"),
        ]

    @property
    def post(self) -> str:
        """In the reader's language; the other one where it was not written."""
        first, second = (self.post_en, self.post_zh) if get_language() == "en" else (self.post_zh, self.post_en)
        return first or second


class MeetingQuerySet(models.QuerySet):
    def with_names(self) -> "MeetingQuerySet":
        """Each with what pages tell of it."""
        return self.prefetch_related("attendances__member", "enclosures", "decisions__case__programme")


class Meeting(models.Model):
    """One meeting. `agenda` and `minutes` are texts; `minutes_at`: when these were published, and what was decided
    began to hold; `recording`: where the recording stands."""

    title = models.CharField(pgettext_lazy("of a meeting", "title"), max_length=rules.TITLE_LIMIT * PARTS)
    held_at = models.DateTimeField(_("begins at"))
    place = models.CharField(_("place"), max_length=100 * PARTS, blank=True)
    agenda = models.TextField(_("agenda"), max_length=rules.TEXT_LIMIT, blank=True)
    called_at = models.DateTimeField(_("called"))
    cancelled_at = models.DateTimeField(_("called off"), null=True)
    cancelled_reason = models.CharField(_("why called off"), max_length=rules.NOTE_LIMIT * PARTS, blank=True)
    minutes = models.TextField(_("minutes"), max_length=rules.TEXT_LIMIT, blank=True)
    minutes_at = models.DateTimeField(_("minutes published"), null=True)
    recording = models.URLField(_("recording"), max_length=500, blank=True)
    looks_again_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_at", "-pk"]
        verbose_name = _("meeting of the committee")
        verbose_name_plural = _("meetings of the committee")
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_reason="")
                | Q(cancelled_at__isnull=False, minutes_at=None) & ~Q(cancelled_reason=""),
                name="meeting_called_off_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(minutes_at=None) | Q(minutes_at__gte=F("held_at")) & ~Q(minutes=""),
                name="meeting_minutes_after_it",
            ),
        ]

    def __str__(self):
        return without_turns(self.title)

    def get_absolute_url(self):
        return reverse("committee:meeting", args=[self.pk])

    @property
    def record_key(self) -> str:
        return f"meeting:{self.pk}"

    topic = record_key

    @property
    def state(self) -> str:
        return committee_rules.state(self, timezone.now())

    @property
    def state_words(self) -> object:
        return committee_rules.STATES[self.state]

    def members(self) -> list[Member]:
        """Who is in office on its day."""
        day = timezone.localdate(self.held_at)
        rows = Member.objects.filter(tenure__begins_on__lte=day, tenure__ends_on__gte=day)
        return [member for member in rows if committee_rules.sits(member.since, member.until, day)]


class Enclosure(models.Model):
    """A paper of a meeting: a file with what it is called."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="enclosures")
    title = models.CharField(pgettext_lazy("of a file", "title"), max_length=rules.TITLE_LIMIT * PARTS)
    file = models.FileField(_("file"), upload_to="committee/%Y/")
    name = models.CharField(_("name of the file"), max_length=120 * PARTS)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("paper of a meeting")
        verbose_name_plural = _("papers of meetings")


class Attendance(models.Model):
    """That a member was present at a meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendances")

    class Meta:
        ordering = ["member"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")]


class Decision(models.Model):
    """What a meeting decided, as its `number`th: about a `case` (`is_taken` into the programme, and what it grants), or
    in a `text`. Votes are nought where nobody asked for a vote."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(_("number"))
    case = models.OneToOneField("programme.Case", models.PROTECT, null=True, related_name="decision")
    title = models.CharField(pgettext_lazy("of a decision", "title"), max_length=rules.TITLE_LIMIT * PARTS, blank=True)
    text = models.TextField(_("what was decided"), max_length=rules.TEXT_LIMIT, blank=True)
    is_taken = models.BooleanField(_("taken into the programme"), null=True)
    amount = models.PositiveBigIntegerField(_("granted"), default=0)  # whole NT$
    in_favour = models.PositiveSmallIntegerField(_("in favour"), default=0)
    against = models.PositiveSmallIntegerField(_("against"), default=0)
    abstained = models.PositiveSmallIntegerField(_("abstained"), default=0)

    class Meta:
        ordering = ["meeting", "number"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_numbered"),
            models.CheckConstraint(
                condition=Q(case=None, is_taken=None, amount=0) & ~Q(title="") & ~Q(text="")
                | Q(case__isnull=False, is_taken__isnull=False),
                name="decision_about_something",
            ),
            models.CheckConstraint(condition=Q(amount=0) | Q(is_taken=True), name="decision_grants_what_it_takes"),
        ]

    def __str__(self):
        return str(self.case) if self.case_id else without_turns(self.title)

    @property
    def votes(self) -> int:
        """How many were cast; 0: nobody asked for a vote."""
        return self.in_favour + self.against + self.abstained


class Recusal(models.Model):
    """That a present member had no part in a decision."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="recusals")
    member = models.ForeignKey(Member, models.PROTECT, related_name="recusals")

    class Meta:
        ordering = ["member"]
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [models.UniqueConstraint(fields=["decision", "member"], name="recusal_once")]


class Following(models.Model):
    """What became of a decision, as was known on a day; `is_done`: nothing more is to be done."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="followings")
    at = models.DateTimeField(_("at"))
    text = models.CharField(_("what became of it"), max_length=rules.NOTE_LIMIT * PARTS)
    is_done = models.BooleanField(_("done"), default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("what became of a decision")
        verbose_name_plural = _("what became of decisions")

"""The facts of a vote, and what the database itself refuses of them. Only `proposals.ballots.actions` writes.

Roll and papers have nothing in common but box and area: no sequence, no time, no version, and while the box is shut the
choices are sealed. No counter of choices stands anywhere.
"""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.windows import Window

ONLINE = "online"  # how somebody on the roll voted
JOINED = "joined"  # likewise, as it is told of whoever has voted with an account that was joined with theirs since


class Box(models.Model):
    """Takes ballots from `opens_at` to `closes_at`; its markers tell how far the closing has come.

    `subject` is the key of what is voted on ("budget:42"), which is also its live topic, and under which its deeds are
    on record. `fingerprint` is that of its key, `places` how many choices a ballot holds at most, `turnout` how many
    are on the roll, `voided_at` when it was declared that it is never opened, `digest` that of its papers
    (`reading.digest_of`), `fault` the code of why the count stands still, if it does.
    """

    subject = models.CharField(_("subject"), max_length=80)
    opens_at = models.DateTimeField(_("voting opens"))
    closes_at = models.DateTimeField(_("voting closes"))
    places = models.PositiveSmallIntegerField(_("choices on a ballot"))
    fingerprint = models.CharField(_("fingerprint of the key"), max_length=32, unique=True)
    turnout = models.PositiveIntegerField(_("turnout"), default=0)
    version = models.PositiveIntegerField(default=1)
    closed_at = models.DateTimeField(_("box closed"), null=True)
    voided_at = models.DateTimeField(_("declared void"), null=True)
    first_confirmer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("first to confirm")
    )
    second_confirmer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("second to confirm")
    )
    fault = models.CharField(_("why the count stands still"), max_length=20, blank=True)
    opened_at = models.DateTimeField(_("opened and counted"), null=True)
    digest = models.CharField(_("digest of the papers"), max_length=64, blank=True)
    key_gone_at = models.DateTimeField(_("key destroyed"), null=True)
    sealed_gone_at = models.DateTimeField(_("sealed ballots deleted"), null=True)
    roll_gone_at = models.DateTimeField(_("roll deleted"), null=True)

    class Meta:
        verbose_name = _("ballot box")
        verbose_name_plural = _("ballot boxes")
        indexes = [  # names nothing that a ballot moves
            models.Index(fields=["closes_at"], condition=Q(sealed_gone_at=None), name="box_unfinished")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at"), places__gte=1) & ~Q(fingerprint=""), name="box_whole"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(closed_at__gte=F("closes_at"))
                | Q(voided_at__isnull=False, closed_at=F("voided_at")),
                name="box_closed_after_its_window",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None)
                | Q(closed_at__isnull=False, voided_at__gte=F("closed_at"), opened_at=None),
                name="box_void_is_never_opened",
            ),
            models.CheckConstraint(
                condition=Q(first_confirmer=None) | Q(closed_at__isnull=False), name="box_confirmed_once_closed"
            ),
            models.CheckConstraint(
                condition=Q(second_confirmer=None)
                | Q(first_confirmer__isnull=False) & ~Q(second_confirmer=F("first_confirmer")),
                name="box_confirmed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, digest="")
                | Q(opened_at__isnull=False, second_confirmer__isnull=False) & ~Q(digest=""),
                name="box_opened_by_two",
            ),
            models.CheckConstraint(
                condition=Q(key_gone_at=None) | Q(opened_at__isnull=False) | Q(voided_at__isnull=False),
                name="box_keeps_its_key_until_opened",
            ),
            models.CheckConstraint(
                condition=Q(sealed_gone_at=None) | Q(key_gone_at__isnull=False), name="box_keeps_the_sealed"
            ),
            models.CheckConstraint(
                condition=Q(roll_gone_at=None) | Q(sealed_gone_at__isnull=False), name="box_keeps_its_roll"
            ),
        ]

    def __str__(self):
        return f"{self.pk}"

    @property
    def record_key(self) -> str:
        return self.subject

    topic = record_key

    @property
    def kind(self) -> str:
        """Which instrument it belongs to."""
        return self.subject.partition(":")[0]

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at)


class Roll(models.Model):
    """That somebody voted, and how: online, or at another door. Nothing else, no time. Stays until `rules.ROLL_KEPT`
    after the count."""

    pk = models.CompositePrimaryKey("box_id", "person_id")
    box = models.ForeignKey(Box, models.PROTECT, related_name="rolls", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="rolls")
    area = models.PositiveIntegerField(_("area"), default=0)
    how = models.CharField(_("how they voted"), max_length=10)

    class Meta:
        verbose_name = _("entry on the roll")
        verbose_name_plural = pgettext_lazy("who voted", "roll")


class Sealed(models.Model):
    """A ballot as it stands while the box is shut, under a pseudonym; both only the box's key can read."""

    pseudonym = models.UUIDField(primary_key=True)
    box = models.ForeignKey(Box, models.PROTECT, related_name="sealed")
    area = models.PositiveIntegerField(default=0)
    ballot = models.BinaryField()

    class Meta:
        verbose_name = _("sealed ballot")
        verbose_name_plural = _("sealed ballots")


class Paper(models.Model):
    """A ballot as it was opened; it is nobody's."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    box = models.ForeignKey(Box, models.PROTECT, related_name="papers")
    area = models.PositiveIntegerField(_("area"), default=0)
    choices = ArrayField(models.SmallIntegerField(), verbose_name=_("choices"))

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")


class Shown(models.Model):
    """How many had voted in an area when its standing was last shown: what decides when it may move again. The standing
    itself is in no table (`standings`)."""

    pk = models.CompositePrimaryKey("box_id", "area")
    box = models.ForeignKey(Box, models.PROTECT, related_name="shown", db_index=False)
    area = models.PositiveIntegerField(_("area"))
    voters = models.PositiveIntegerField(_("voters"))

    class Meta:
        verbose_name = _("shown standing")
        verbose_name_plural = _("shown standings")

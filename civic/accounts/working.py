"""What is kept of people because they work for the city: until when they have a role, when they were last there, and
from which things they have recused themselves."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

DATE, IDLE = "date", "idle"
WHYS = {DATE: _("the date that was set with the role"), IDLE: _("nobody worked with it for long")}


class Ending(models.Model):
    """Until when somebody has a role. Without a row it has no end; of several the first one counts; see `roles`.

    The row goes with the role itself, which the clock takes away afterwards.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="endings")
    role = models.CharField(_("role"), max_length=20)
    why = models.CharField(_("why"), max_length=4, choices=list(WHYS.items()))
    until = models.DateTimeField(_("until"), db_index=True)

    class Meta:
        verbose_name = _("end of a role")
        verbose_name_plural = _("ends of roles")
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "why"], name="ending_once"),
            models.CheckConstraint(condition=models.Q(why__in=list(WHYS)), name="ending_for_a_known_reason"),
        ]

    def __str__(self):
        return f"{self.person_id} · {self.role}"


class Attendance(models.Model):
    """The day on which somebody with a role last worked at a desk or in an administration; see `idling`."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="attendance"
    )
    last_on = models.DateField(_("last worked on"), db_index=True)

    class Meta:
        verbose_name = _("last day at work")
        verbose_name_plural = _("last days at work")

    def __str__(self):
        return f"{self.person_id} · {self.last_on}"


class Recusal(models.Model):
    """Somebody who works for the city will have nothing to do with a thing, named by its key on record; the reason is
    for those who work here only. One that an administrator has `undone_at` counts no more."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="recusals", verbose_name=_("person")
    )
    subject = models.CharField(_("subject"), max_length=80, db_index=True)
    reason = models.CharField(_("reason"), max_length=2000)
    recused_at = models.DateTimeField(_("recused at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject"], condition=models.Q(undone_at=None), name="recused_once"
            ),
        ]

    def __str__(self):
        return f"{self.pk} · {self.subject}"

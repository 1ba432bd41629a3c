"""When each chore was last done, and how it went; and what went by the clock."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Round(models.Model):
    """The last round of one chore. `finished_at` before `started_at`: it runs now, or was killed."""

    name = models.CharField(_("chore"), max_length=120, primary_key=True)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    did = models.PositiveIntegerField(_("things done"), default=0)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")

    def __str__(self):
        return self.name


class Gone(models.Model):
    """How much went on one day, by a chore that forgets or by a verb: numbers, nobody's name; see `gone`."""

    day = models.DateField(_("day"))
    what = models.CharField(_("what"), max_length=120)
    count = models.PositiveBigIntegerField(_("how many"), default=0)

    class Meta:
        verbose_name = _("what went on a day")
        verbose_name_plural = _("what went, by days")
        constraints = [models.UniqueConstraint(fields=["day", "what"], name="gone_once_a_day")]

    def __str__(self):
        return f"{self.day} · {self.what}"

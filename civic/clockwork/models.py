"""When each chore was last done, and how it went."""

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

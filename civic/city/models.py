"""Districts and themes of the city, and the days its offices are closed."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from civic.writing import PARTS

REASON_LIMIT = 200  # characters, as people count them


class Bilingual:
    """A row with a name in both languages; `name` is the reader's."""

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_zh

    def __str__(self):
        return self.name


class Named(Bilingual, models.Model):
    """Something with a code, and a name in both languages."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=200)

    class Meta:
        abstract = True


class District(Named):
    """A district of the city; `code` is the national 8-digit town code."""

    class Meta:
        ordering = ["code"]
        verbose_name = _("district")
        verbose_name_plural = _("districts")


class Theme(Named):
    """One of the fields of business of the city council; `position` orders lists."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")


class Closure(models.Model):
    """A day on which the city's offices stay closed beyond the calendar, such as a typhoon day.

    Entered and taken back by the verbs of `civic.duties.closing`, which move what is owed with it.
    """

    day = models.DateField(_("day"), unique=True)
    reason = models.CharField(_("reason"), max_length=REASON_LIMIT * PARTS)

    class Meta:
        ordering = ["day"]
        verbose_name = _("closure")
        verbose_name_plural = _("closures")

    def __str__(self):
        return f"{self.day} {self.reason}"

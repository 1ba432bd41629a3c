"""Agencies and the people who speak for them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.accounts.rules import LEVEL_AT_DESKS
from civic.city.models import Named


class AgencyQuerySet(models.QuerySet):
    def active(self) -> "AgencyQuerySet":
        """Those that can be made responsible today."""
        return self.filter(is_active=True)

    def spoken_for_by(self, person: Person) -> "AgencyQuerySet":
        """Those that `person` speaks for as an official."""
        return self.filter(officials__person=person)

    def unattended(self) -> "AgencyQuerySet":
        """Those in whose name nobody can act today: without an official, or with none who may come to a desk."""
        able = Person.objects.able(LEVEL_AT_DESKS)
        return self.exclude(pk__in=Official.objects.filter(person__in=able).values("agency"))


class Agency(Named):
    """An office of the city that can be made responsible for a proposal."""

    email = models.EmailField(_("e-mail"), blank=True)
    contacts = models.TextField(
        _("contacts it publishes"),
        blank=True,
        help_text=_(
            "Mobile numbers and e-mail addresses that may stand in published texts, one on each line; @agency.example "
            "for all addresses of a domain."
        ),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    @property
    def record_key(self) -> str:
        return f"agency:{self.pk}"


class Official(models.Model):
    """A person who speaks for an agency."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="officials", verbose_name=_("agency"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="offices", verbose_name=_("person")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "person"], name="official_once")]
        verbose_name = _("official")
        verbose_name_plural = _("officials")

    def __str__(self):
        return f"{self.person} · {self.agency}"

"""Agencies and the people who speak for them."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.accounts.rules import LEVEL_AT_DESKS
from civic.city.models import Named


class AgencyQuerySet(models.QuerySet):
    def active(self) -> "AgencyQuerySet":
        """Those that can be made responsible today."""
        return self.filter(is_active=True)

    def spoken_for_by(self, person: Person) -> "AgencyQuerySet":
        """Those that `person` speaks for now, as an official or in the place of one."""
        offices = Official.objects.in_office().filter(person=person).values("agency")
        stood_in = Deputyship.objects.running().filter(deputy=person).values("office__agency")
        return self.filter(Q(pk__in=offices) | Q(pk__in=stood_in))

    def unattended(self) -> "AgencyQuerySet":
        """Those in whose name nobody can act today: without an official, or with none who may come to a desk."""
        able = Person.objects.able(LEVEL_AT_DESKS).holding("official")
        offices = Official.objects.in_office().filter(person__in=able).values("agency")
        stood_in = Deputyship.objects.running().filter(deputy__in=able).values("office__agency")
        return self.exclude(pk__in=offices).exclude(pk__in=stood_in)


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


class OfficialQuerySet(models.QuerySet):
    def in_office(self) -> "OfficialQuerySet":
        """Those who hold their office now."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))

    def held(self) -> "OfficialQuerySet":
        """Likewise, by somebody who may act."""
        return self.in_office().filter(person__is_active=True, person__suspended_at=None)


class Official(models.Model):
    """A person who speaks for an agency, for good or `until` an instant."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="officials", verbose_name=_("agency"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="offices", verbose_name=_("person")
    )
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = OfficialQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "person"], name="official_once")]
        verbose_name = _("official")
        verbose_name_plural = _("officials")

    def __str__(self):
        return f"{self.person} · {self.agency}"

    @property
    def record_key(self) -> str:
        return f"office:{self.pk}"


class DeputyshipQuerySet(models.QuerySet):
    def running(self) -> "DeputyshipQuerySet":
        """Those by which somebody may act now: within their days, in an office held by somebody who may act."""
        now = timezone.now()
        return self.filter(starts_at__lte=now, until__gt=now, ended_at=None, office__in=Official.objects.held())

    def to_come(self) -> "DeputyshipQuerySet":
        """Those that run or will."""
        return self.filter(until__gt=timezone.now(), ended_at=None)


class Deputyship(models.Model):
    """職務代理: from `starts_at`, `until` an instant, `deputy` acts in the `office` of somebody who is away."""

    office = models.ForeignKey(Official, models.CASCADE, related_name="deputyships", verbose_name=_("office"))
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deputyships", verbose_name=_("deputy")
    )
    starts_at = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    named_at = models.DateTimeField(_("named at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = DeputyshipQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("deputyship")
        verbose_name_plural = _("deputyships")
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("starts_at")), name="deputyship_has_days"),
        ]

    def __str__(self):
        return f"{self.deputy} → {self.office}"

    @property
    def record_key(self) -> str:
        return f"deputyship:{self.pk}"


def speakers(agencies: Iterable) -> models.QuerySet:
    """The people who speak now for one of `agencies` (rows, ids or a QuerySet), deputies among them."""
    offices = Official.objects.in_office().filter(agency__in=agencies).values("person")
    stood_in = Deputyship.objects.running().filter(office__agency__in=agencies).values("deputy")
    return Person.objects.filter(Q(pk__in=offices) | Q(pk__in=stood_in))

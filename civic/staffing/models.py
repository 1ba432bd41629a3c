"""Invitations to work for the city, and what two administrators do together."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.accounts.registry import title_of
from civic.agencies.models import Agency

PEOPLE = settings.AUTH_USER_MODEL


class InvitationQuerySet(models.QuerySet):
    def waiting(self) -> "InvitationQuerySet":
        """Those that can be accepted now."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A letter to `email` with a link that is good once: whoever accepts has the role, for the agency where it has one,
    `until` an instant or for good. `digest` is SHA-256 of the token in the link, which is kept nowhere."""

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20)
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, blank=True, verbose_name=_("agency"))
    until = models.DateTimeField(_("role ends"), null=True, blank=True)
    language = models.CharField(_("language of the letter"), max_length=10, choices=settings.LANGUAGES)
    digest = models.BinaryField(max_length=32, unique=True)
    invited_by = models.ForeignKey(PEOPLE, models.CASCADE, related_name="+", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_by = models.ForeignKey(PEOPLE, models.CASCADE, null=True, related_name="+", verbose_name=_("accepted by"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_ends_once"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.email} · {self.title}"

    @property
    def record_key(self) -> str:
        return f"invitation:{self.pk}"

    @property
    def title(self) -> str:
        """What one is invited to be."""
        title = title_of(self.role)
        return f"{title} · {self.agency}" if self.agency else title


class FactorReset(models.Model):
    """The second factors of somebody who has lost them: one administrator asks that they be taken away, another one
    confirms before `expires_at`."""

    person = models.ForeignKey(PEOPLE, models.CASCADE, related_name="+", verbose_name=_("person"))
    asked_by = models.ForeignKey(PEOPLE, models.CASCADE, related_name="+", verbose_name=_("asked by"))
    reason = models.CharField(_("reason"), max_length=200)
    asked_at = models.DateTimeField(_("asked at"))
    expires_at = models.DateTimeField(_("to be confirmed before"))
    confirmed_by = models.ForeignKey(
        PEOPLE, models.CASCADE, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("reset of second factors")
        verbose_name_plural = _("resets of second factors")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (Q(confirmed_at__lt=F("expires_at")) & ~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("person"))),
                name="reset_by_two_others",
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("person")), name="reset_asked_by_another"),
        ]

    def __str__(self):
        return f"{self.pk} · {self.person}"

"""What an agency and a proposer write to each other, and every look at how to reach the proposer.

Private to the two: shown to the proposer and to the officials of the lead agency, to nobody else. Kept until `KEPT`
after it was written, and erased with the account of the proposer. May import the rules; `proposals.models` imports it.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from civic.writing import PARTS
from proposals import rules

KEPT = timedelta(days=2 * 365)  # our default: longer than any case takes, and than anybody asks about it


class Message(models.Model):
    """One message about an established proposal: from `agency` to its proposer, or back where `agency` is None."""

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="messages")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, verbose_name=_("agency"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author"))
    text = models.TextField(_("text"), max_length=rules.TEXT_LIMIT)
    written_at = models.DateTimeField(_("written"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["written_at"], name="message_by_age")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="message_says_something")]


class Look(models.Model):
    """An official was shown the phone number and e-mail address of a proposer, for a `reason` the proposer can read."""

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="looks")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, verbose_name=_("agency"))
    official = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("official")
    )
    reason = models.CharField(_("reason"), max_length=rules.REASON_LIMIT * PARTS)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("look at contact details")
        verbose_name_plural = _("looks at contact details")
        indexes = [models.Index(fields=["at"], name="look_by_age")]

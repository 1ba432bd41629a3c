"""What stood there before, kept beside what took its place: a text before it was amended, an answer before it was
corrected.

Rows are added by the verbs and never changed, but that a text may be hidden. `proposals.models` imports it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerText(models.Model):
    """The text of a proposal as it was when it was asked to be amended, `is_hidden` where it is not to be published."""

    proposal = models.OneToOneField("proposals.Proposal", models.CASCADE, related_name="former_text")
    title = models.CharField(_("title"), max_length=80)
    body = models.TextField(_("proposal"))
    benefits = models.TextField(_("benefits and effects"), blank=True)
    is_hidden = models.BooleanField(_("not published"), default=False)

    class Meta:
        verbose_name = _("former text")
        verbose_name_plural = _("former texts")


class FormerAnswer(models.Model):
    """A published answer as it stood from `published_at` until a correction took its place at `replaced_at`.

    `findings`: for each demand in order {"number", "demand", "finding", "reasons", "agency" (its code)}. `reason` and
    `agency` are those of the correction.
    """

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="former_answers")
    number = models.PositiveSmallIntegerField(_("number"))
    published_at = models.DateTimeField(_("published"))
    replaced_at = models.DateTimeField(_("replaced"))
    reason = models.TextField(_("reason"))
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, verbose_name=_("agency"))
    text = models.TextField(_("answer"))
    findings = models.JSONField(_("findings"))

    class Meta:
        ordering = ["number"]
        verbose_name = _("former answer")
        verbose_name_plural = _("former answers")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="former_answer_numbered"),
            models.CheckConstraint(
                condition=models.Q(replaced_at__gte=models.F("published_at")), name="former_answer_was_published_before"
            ),
        ]

"""Links through which somebody without an account reads a draft, until a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PreviewLinkQuerySet(models.QuerySet):
    def good(self, now) -> "PreviewLinkQuerySet":
        """Those that still open something."""
        return self.filter(revoked_at=None, until__gt=now)


class PreviewLink(models.Model):
    """A link to the latest version of a page; of its token there is the digest only. `until`: half-open."""

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField(_("made"))
    until = models.DateTimeField(_("good until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")

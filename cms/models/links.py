"""What the link checker found on published pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BrokenLink(models.Model):
    """A link of a published page that leads nowhere: `url`, or what it named; `why` is a code of `cms.links.WHY`."""

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("page"))
    url = models.CharField(_("link"), max_length=500)
    why = models.CharField(_("what is wrong"), max_length=20)
    found_at = models.DateTimeField(_("found"))

    class Meta:
        ordering = ["page", "pk"]
        verbose_name = _("broken link")
        verbose_name_plural = _("broken links")


class PageLooked(models.Model):
    """When the links of a page were looked at last."""

    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, related_name="+")
    looked_at = models.DateTimeField()

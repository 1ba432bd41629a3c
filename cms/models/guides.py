"""Guides: the pages that explain the site, to which the foot of every page leads."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.blocks import GuideBody
from cms.models.pages import BodyField, RootPage


class GuidePage(RootPage):
    """How it works, the rules, privacy, accessibility, contact or terms of use, in one language.

    `is_sample`: its text says on top that the city's legal office has not adopted it yet.
    """

    lead = models.TextField(_("introduction"), max_length=300, blank=True)
    is_sample = models.BooleanField(
        _("a sample"),
        default=False,
        help_text=_("The page says on top that it is a sample for the city's legal office. Untick it once adopted."),
    )
    body = BodyField(GuideBody(), blank=True, verbose_name=_("text"))

    template = "cms/guide.html"
    is_creatable = False
    parent_page_types = ["cms.HomePage"]
    subpage_types = []
    content_panels = RootPage.content_panels + [FieldPanel("lead"), FieldPanel("is_sample"), FieldPanel("body")]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

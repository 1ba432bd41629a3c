"""The home page: its texts by editors, proposals and figures as they are at this moment."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from cms import front
from cms.models.events import NewsPage
from cms.models.outcomes import OutcomePage
from cms.models.pages import RootPage
from cms.models.tidied import Tidied

NEWS = 2  # pieces on the home page


class HomePage(RootPage):
    """The home page of one language."""

    headline = models.CharField(_("headline"), max_length=60)
    lead = models.TextField(_("introduction"), max_length=300)
    steps_heading = models.CharField(_("heading of the steps"), max_length=60, blank=True)

    template = "cms/home.html"
    max_count_per_parent = 2
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.OutcomeIndexPage", "cms.GuidePage", "cms.NewsIndexPage"]

    content_panels = RootPage.content_panels + [
        MultiFieldPanel([FieldPanel("headline"), FieldPanel("lead")], heading=_("First words")),
        FieldPanel("steps_heading"),
        InlinePanel("steps", heading=_("How it works, step by step"), label=_("step"), max_num=6),
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(front.today(timezone.now()))
        context["outcomes"] = OutcomePage.objects.shown().filter(locale=self.locale_id).for_cards()[:3]
        context["news"] = NewsPage.objects.shown().filter(locale=self.locale_id)[:NEWS]
        return context


class HomeStep(Tidied, Orderable):
    """One step of "how it works", with one of our drawings."""

    DRAWINGS = [
        ("propose", _("A sheet being written")),
        ("review", _("A magnifying glass")),
        ("endorse", _("Hands coming together")),
        ("answer", _("An answer with ticks")),
    ]

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(_("heading"), max_length=40)
    text = models.CharField(_("text"), max_length=200)
    drawing = models.CharField(_("drawing"), max_length=10, choices=DRAWINGS)

    panels = [FieldPanel("title"), FieldPanel("text"), FieldPanel("drawing")]

    class Meta(Orderable.Meta):
        verbose_name = _("step")

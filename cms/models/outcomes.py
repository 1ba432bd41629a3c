"""Outcomes: one page per case, saying what came of it, and the index that filters them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, PageManager, PageQuerySet

from civic.city.tiles import city
from civic.formats import both_years
from civic.outbox import absolute
from civic.postcards import Postcard
from cms.blocks import OutcomeBody
from cms.filters import OutcomeFilter
from cms.guarding import GuardedForm
from cms.methods import METHODS, MOTIFS
from cms.models.files import Picture, PublicDocument
from cms.models.pages import BodyField, PublicPage, RootPage
from cms.models.tidied import Tidied

FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
PER_PAGE = 12
RELATED = 3  # other outcomes shown below one
DOCUMENT = re.compile(r"(documents-\d+)-document")  # as the row of a document in the form calls it


class OutcomeQuerySet(PageQuerySet):
    def shown(self) -> "OutcomeQuerySet":
        """Published, and for everybody: of a page that only some may read no list says even the title."""
        return self.live().public()

    def newest(self) -> "OutcomeQuerySet":
        return self.order_by("-year", "-first_published_at")

    def for_cards(self) -> "OutcomeQuerySet":
        """In their order, or newest first, with everything a card shows, in a fixed number of queries."""
        rows = self if self.query.order_by else self.newest()
        return rows.select_related("theme", "picture", "locale").prefetch_related("districts", "picture__renditions")

    def like(self, page: "OutcomePage") -> "OutcomeQuerySet":
        """Others that have something in common with `page`: a theme, a district or a method, most in common first."""
        near = page.districts.through.objects.filter(district__in=page.districts.all())
        alike = [(2, Q(theme=page.theme_id)), (2, Q(pk__in=near.values("outcomepage"))), (1, Q(how=page.how))]
        shared = sum((Case(When(each, then=weight), default=0) for weight, each in alike), Value(0))
        return self.exclude(pk=page.pk).annotate(shared=shared).filter(shared__gt=0).order_by("-shared", "-year", "-pk")


def without_the_deleted(sent: QueryDict) -> QueryDict:
    """What an editor sent, without a picture, and without rows of documents, that were deleted while they wrote."""
    sent = sent.copy()
    if _is_gone(Picture, sent.get("picture")):
        sent["picture"] = ""
    for name in list(sent):
        if (row := DOCUMENT.fullmatch(name)) and _is_gone(PublicDocument, sent[name]):
            sent[f"{row[1]}-DELETE"] = "on"
    return sent


def _is_gone(model, number):
    is_number = number and number.isdecimal() and len(number) < 10
    return is_number and not model.objects.filter(pk=number).exists()


class OutcomeForm(GuardedForm):
    """The editor's form: a new outcome is of this year, a draft may have a picture without its words, and what was
    deleted while somebody wrote is not asked for."""

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any):
        super().__init__(data and without_the_deleted(data), *args, **kwargs)
        if "year" in self.fields and self.instance.year is None:
            self.initial["year"] = timezone.localdate().year

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | ({"picture_alt"} if self.is_deferred_validation else set())


class OutcomePage(PublicPage):
    """One case of participation, from the call to what changed. `year` is CE; no district means the whole city."""

    summary = models.TextField(_("in one sentence"), max_length=200)
    year = models.PositiveSmallIntegerField(
        _("year"),
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
        help_text=_("Of the common era; pages show the year of the Republic beside it."),
    )
    theme = models.ForeignKey(  # none: a draft that has not come so far; nothing is published without
        "city.Theme", models.PROTECT, null=True, related_name="+", verbose_name=_("theme")
    )
    districts = ParentalManyToManyField(
        "city.District",
        blank=True,
        related_name="+",
        verbose_name=_("districts"),
        help_text=_("None: the whole city."),
    )
    how = models.CharField(_("how people took part"), max_length=12, choices=METHODS)
    picture = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    picture_alt = models.CharField(
        _("the picture in words"),
        max_length=200,
        blank=True,
        help_text=_("For those who cannot see it."),
    )
    why = RichTextField(pgettext_lazy("outcome", "why"), features=FEATURES)
    who = RichTextField(_("who took part"), features=FEATURES)
    said = RichTextField(_("what was said"), features=FEATURES)
    decided = RichTextField(_("what was decided"), features=FEATURES)
    changed = RichTextField(_("what changed"), features=FEATURES, blank=True)
    body = BodyField(OutcomeBody(), blank=True, verbose_name=_("further"))

    objects = PageManager.from_queryset(OutcomeQuerySet)()
    base_form_class = OutcomeForm
    template = "cms/outcome.html"
    parent_page_types = ["cms.OutcomeIndexPage"]
    subpage_types = []

    content_panels = PublicPage.content_panels + [
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("year"),
                FieldPanel("theme"),
                FieldPanel("how"),
                FieldPanel("districts", widget=forms.CheckboxSelectMultiple, classname="in-columns"),
            ],
            heading=_("Where it belongs"),
        ),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        FieldPanel("why"),
        FieldPanel("who"),
        FieldPanel("said"),
        FieldPanel("decided"),
        FieldPanel("changed"),
        InlinePanel("changes", heading=_("What changed, day by day"), label=pgettext_lazy("outcome", "Change")),
        FieldPanel("body"),
        InlinePanel("documents", heading=_("Documents"), label=_("document")),
        InlinePanel("links", heading=_("Open data and links"), label=_("link")),
    ]

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        indexes = [models.Index(fields=["-year"], name="outcome_by_year")]

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude)
        if self.picture and not self.picture_alt and "picture_alt" not in (exclude or ()):
            raise ValidationError({"picture_alt": _("Say in words what the picture shows.")})

    @property
    def years(self) -> str:
        """The year in both counts, see `cms.years`."""
        return both_years(self.year)

    @property
    def topic(self) -> str:
        """What it is about, in a word: for feeds."""
        return str(self.theme) if self.theme else ""

    def motif(self) -> str:
        """What is drawn at the head of a page without picture."""
        return MOTIFS.get(self.how, self.how)

    @property
    def postcard(self) -> Postcard:
        """What the picture says that stands for it where somebody passes it on."""
        return Postcard(self.title, str(self.get_how_display()), f"{self.years} · {self.theme}", city=city())

    @property
    def postcard_url(self) -> str:
        """The full address of that picture."""
        return self.postcard.at(absolute(reverse("outcome_card", args=[self.pk])))

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["index"] = self.get_parent()
        context["files"] = self.documents.select_related("document")
        context["related"] = OutcomePage.objects.child_of(context["index"]).shown().like(self).for_cards()[:RELATED]
        return context


class OutcomeChange(Tidied, Orderable):
    """Something that has changed in the city, on a day."""

    page = ParentalKey(OutcomePage, on_delete=models.CASCADE, related_name="changes")
    on = models.DateField(_("day"))
    words = models.CharField(_("what changed"), max_length=300)

    panels = [FieldPanel("on"), FieldPanel("words")]

    class Meta:
        ordering = ["on", "sort_order"]
        verbose_name = pgettext_lazy("outcome", "change")


class OutcomeDocument(Orderable):
    """A document of an outcome."""

    page = ParentalKey(OutcomePage, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(PublicDocument, models.CASCADE, related_name="+", verbose_name=_("document"))

    panels = [FieldPanel("document")]

    class Meta(Orderable.Meta):
        verbose_name = _("document")


class OutcomeLink(Tidied, Orderable):
    """An address elsewhere: open data, minutes, a recording."""

    page = ParentalKey(OutcomePage, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(_("words of the link"), max_length=120)
    url = models.URLField(_("web address"), max_length=500, validators=[URLValidator(["https", "http"])])

    panels = [FieldPanel("title"), FieldPanel("url")]

    class Meta(Orderable.Meta):
        verbose_name = _("link")


class OutcomeIndexPage(RootPage):
    """All outcomes of one language, by year, theme, district and method."""

    lead = models.TextField(_("introduction"), max_length=300, blank=True)

    template = "cms/outcomes.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.OutcomePage"]
    content_panels = RootPage.content_panels + [FieldPanel("lead")]

    class Meta:
        verbose_name = _("outcome index")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        outcomes = OutcomePage.objects.child_of(self).shown()
        chosen = OutcomeFilter(request.GET, outcomes)
        pages = Paginator(chosen.apply(outcomes).for_cards(), PER_PAGE)
        context.update(chosen=chosen, outcomes=pages.get_page(request.GET.get("page")))
        return context

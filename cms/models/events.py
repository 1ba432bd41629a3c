"""News, and events for which one registers. An event has one row for all languages; what is written of it are pages."""

from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import PageManager, PageQuerySet

from civic.city.models import Bilingual
from cms import event_rules
from cms.blocks import NewsBody
from cms.models.pages import BodyField, PublicPage, RootPage

PER_PAGE = 12


class EventQuerySet(models.QuerySet):
    def public(self) -> "EventQuerySet":
        """Those that a page tells everybody of."""
        return self.filter(pk__in=NewsPage.objects.live().public().exclude(event=None).values("event"))


class Event(Bilingual, models.Model):
    """Something that takes place. `capacity` places; `taken` of them are given, which the database counts by itself;
    one can register until `closes_at`. Only `cms.event_actions` writes."""

    name_zh = models.CharField(_("name in Chinese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=200)
    place_zh = models.CharField(_("place in Chinese"), max_length=100)
    place_en = models.CharField(_("place in English"), max_length=200)
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))
    closes_at = models.DateTimeField(_("registration until"))
    capacity = models.PositiveIntegerField(
        _("places"), validators=[MinValueValidator(1), MaxValueValidator(event_rules.MOST)]
    )
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    called_off_at = models.DateTimeField(_("called off"), null=True, editable=False)
    called_off_reason = models.CharField(
        _("why it is called off"),
        max_length=300,
        blank=True,
        help_text=_("Leave this empty unless it is. Everybody registered gets a letter, and it cannot be taken back."),
    )
    reminded_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="event_has_room"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(closes_at__lte=F("starts_at")), name="event_closes_in_time"),
            models.CheckConstraint(
                condition=Q(called_off_at=None, called_off_reason="")
                | Q(called_off_at__isnull=False) & ~Q(called_off_reason=""),
                name="event_called_off_with_reason",
            ),
        ]

    def get_absolute_url(self):
        return reverse("window:registration", args=[self.pk])

    @property
    def record_key(self) -> str:
        return f"event:{self.pk}"

    @property
    def place(self) -> str:
        """In the reader's language."""
        return self.place_en if get_language() == "en" else self.place_zh

    @property
    def free(self) -> int:
        return self.capacity - self.taken

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return self.registrations.filter(is_waiting=True).count()

    def takes_registrations(self, now: datetime) -> bool:
        return event_rules.takes_registrations(self, now) is None


class Registration(models.Model):
    """That somebody comes, or waits for a place. `number`: its own in the event, in the order of registering."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="registrations")
    number = models.PositiveIntegerField(pgettext_lazy("of a registration", "number"))
    at = models.DateTimeField(_("registered at"))
    is_waiting = models.BooleanField(_("waits for a place"))

    class Meta:
        ordering = ["number"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="registered_once"),
            models.UniqueConstraint(fields=["event", "number"], name="registration_numbered"),
        ]


class NewsQuerySet(PageQuerySet):
    def shown(self) -> "NewsQuerySet":
        """Published, and for everybody, the newest first."""
        return self.live().public().order_by("-first_published_at", "-pk").select_related("event", "locale")


class NewsPage(PublicPage):
    """A piece of news; with an `event`, what one reads before registering for it."""

    summary = models.TextField(_("in one sentence"), max_length=200)
    event = models.ForeignKey(
        Event,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pages",
        verbose_name=_("event"),
        help_text=_("Time, place and registration are shown. The pages of both languages name the same event."),
    )
    body = BodyField(NewsBody(), blank=True, verbose_name=_("text"))

    objects = PageManager.from_queryset(NewsQuerySet)()
    template = "cms/news.html"
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types = []
    topic = ""
    content_panels = PublicPage.content_panels + [FieldPanel("summary"), FieldPanel("event"), FieldPanel("body")]

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        is_open = self.event is not None and self.event.takes_registrations(timezone.now())
        return context | {"index": self.get_parent(), "event": self.event, "is_open": is_open}


class NewsIndexPage(RootPage):
    """All news of one language, and the events to come."""

    lead = models.TextField(_("introduction"), max_length=300, blank=True)

    template = "cms/news_index.html"
    is_creatable = False
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    content_panels = RootPage.content_panels + [FieldPanel("lead")]

    class Meta:
        verbose_name = _("news and events")
        verbose_name_plural = _("news and events")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        now, rows = timezone.now(), NewsPage.objects.child_of(self).shown()
        coming = rows.filter(event__ends_at__gt=now).order_by("event__starts_at")
        pages = Paginator(rows.exclude(event__ends_at__gt=now), PER_PAGE)
        return context | {"coming": coming, "news": pages.get_page(request.GET.get("page"))}

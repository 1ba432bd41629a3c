"""What every page of ours shares: one address per language, and roots that stay where they are."""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester, Revision

from civic.lifecycle import Refused
from civic.personal import require_confirmed
from civic.record.actions import write
from civic.serving.public import cacheable
from cms.eyes import note_alone
from cms.guarding import GuardedForm, PassagesPanel, passages
from cms.lacking import require_complete
from cms.models.tidied import Tidied
from cms.searching import FoundByWords

SCHEDULED = "wagtail.publish.scheduled"  # how Wagtail calls publishing what was planned


class BodyField(StreamField):
    """A StreamField whose blocks stay out of migrations, so that these import no code of ours."""

    def deconstruct(self):
        name, _path, _args, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {}
        return name, "wagtail.fields.StreamField", [[]], kwargs


class PublicPage(Tidied, FoundByWords, Page):
    """A page for everybody, the same for everybody: caches may keep it for a second, and it sets no cookie.

    Wagtail itself takes that back for a page that not everybody may see; its previews do not come this way.
    `confirmed`: the keys of passages in its texts that somebody has said may be public (`cms.guarding`).
    """

    confirmed = models.JSONField(default=list, editable=False)

    search_fields = Page.search_fields + FoundByWords.piece_fields
    base_form_class = GuardedForm
    content_panels = [PassagesPanel(), *Page.content_panels]

    class Meta:
        abstract = True

    @transaction.atomic
    def publish(self, revision: Revision, user: Any = None, *args: Any, log_action: Any = True, **options: Any) -> None:
        """As Wagtail does, through whichever of its doors: nothing may be missing, and what gives somebody away must
        have been confirmed; what nobody else approved is put on record.

        Raises `Refused`. What was planned for an instant was asked about when it was planned.
        """
        if log_action != SCHEDULED:
            page = revision.as_object()
            found = passages(page)
            try:
                require_complete(page)
                require_confirmed(found, page.confirmed)
            except Refused as refused:  # at doors without its form, which asks by itself
                refused.way = reverse("wagtailadmin_pages:edit", args=(self.pk,))
                raise
            if found:
                told = {"actor": user or "operator", "at": timezone.now(), "passages": len(found)}
                write("passages_confirmed", f"page:{self.pk}", public=False, deed="page", **told)
        super().publish(revision, user, *args, log_action=log_action, **options)
        note_alone(self, revision, user, now=timezone.now())

    @method_decorator(cacheable)
    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().serve(request, *args, **kwargs)

    def translations(self, request: HttpRequest) -> list[tuple[str, str, str]]:
        """(code, name, address) of each other language in which everybody may read this page."""
        names = dict(settings.LANGUAGES)
        pages = self.get_translations().live().public().select_related("locale")
        return [(page.locale.language_code, names[page.locale.language_code], page.get_url(request)) for page in pages]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["other_languages"] = self.translations(request)
        return context


class RootPermissions(PagePermissionTester):
    """For pages made by a migration: their texts may be edited, but no role removes, hides or moves them."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.user.is_superuser and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return self.user.is_superuser and super().can_unpublish()

    def can_copy(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False


class RootPage(PublicPage):
    """The base of home, outcome index and what explains the site: one of each per language, made by a migration."""

    content_panels = [PassagesPanel(), FieldPanel("title", heading=_("Title in lists and menus"))]
    promote_panels = []
    settings_panels = []

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> RootPermissions:
        return RootPermissions(user, self)

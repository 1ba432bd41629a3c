"""What every page of ours shares: one address per language, and roots that stay where they are."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester

from cms.finding import Findable


class BodyField(StreamField):
    """A StreamField whose blocks stay out of migrations, so that these import no code of ours."""

    def deconstruct(self):
        name, _path, _args, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {}
        return name, "wagtail.fields.StreamField", [[]], kwargs


class PublicPage(Findable, Page):
    """A page for everybody, the same for everybody: its view may be cached and sets no cookie."""

    search_fields = Page.search_fields + Findable.piece_fields

    class Meta:
        abstract = True

    def translations(self, request):
        """`(code, language, address)` of this page's published versions in the other languages."""
        names = dict(settings.LANGUAGES)
        pages = self.get_translations().live().select_related("locale")
        return [(page.locale.language_code, names[page.locale.language_code], page.get_url(request)) for page in pages]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["other_languages"] = self.translations(request)
        return context


class RootPermissions(PagePermissionTester):
    """For pages the site stands on: their words may be edited, but no role removes, hides or moves them."""

    def can_delete(self, ignore_bulk=False):
        return self.user.is_superuser and super().can_delete(ignore_bulk)

    def can_unpublish(self):
        return self.user.is_superuser and super().can_unpublish()

    def can_copy(self):
        return False

    def can_set_view_restrictions(self):
        return False


class RootPage(PublicPage):
    """The base of home and outcome index: one of each per language, made by a migration."""

    content_panels = [FieldPanel("title", heading=_("title in lists and menus"))]
    promote_panels = []
    settings_panels = []

    class Meta:
        abstract = True

    def permissions_for_user(self, user):
        return RootPermissions(user, self)

"""What we add to Wagtail's admin and take away, as its hooks ask for it."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from civic.administration import call_chores, call_kinds, call_verbs
from cms.beside import has_changed_since, original_of
from cms.choosers import budget_chooser, case_chooser, meeting_chooser, proposal_chooser
from cms.editing import EveryPage
from cms.event_desk import events
from cms.exports import in_city_time
from cms.eyes import ALONE
from cms.late import speak_when_read
from cms.models import HomePage, NewsIndexPage, OutcomeIndexPage
from cms.models.pages import PublicPage
from cms.showing import require_let_in
from cms.starting import untold

call_kinds({"page": _("page"), "event": _("event")})
call_chores(
    {
        "cms.plans": _("Publish and hide pages as planned"),
        "cms.links": _("Look whether the links of pages lead anywhere"),
        "cms.events": _("Remind people of events"),
        "cms.forget_registrations": _("Forget who came to events of long ago"),
    }
)
call_verbs(
    {
        "published_alone": _("Published without a second pair of eyes"),
        "preview_shared": _("Preview link made"),
        "preview_revoked": _("Preview link revoked"),
        "event_planned": _("Event planned"),
        "event_changed": _("Event changed"),
        "event_called_off": _("Event called off"),
        "event_registered": _("Registered for an event"),
        "event_waiting": _("On the waiting list of an event"),
        "event_moved_up": _("Moved up from the waiting list"),
        "event_soon": _("An event is soon"),
    }
)
speak_when_read()
in_city_time()


@hooks.register("register_admin_viewset")
def register_choosers() -> list[ViewSet]:
    return [events, proposal_chooser, budget_chooser, case_chooser, meeting_chooser]


@hooks.register("register_admin_viewset")
def register_pages() -> EveryPage:
    return EveryPage()


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_js() -> str:
    """Our script, with what it says where a page cannot save itself."""
    return format_html(
        '<script type="module" src="{}" data-signed_out="{}" data-refused="{}"></script>',
        static("cms/admin.js"),
        _("You have been signed out. Press “Save draft” and sign in again: nothing that you wrote is lost."),
        _("The page could not save itself. Press “Save draft” to read why."),
    )


@hooks.register("construct_main_menu")
def without_help(request: HttpRequest, menu_items: list[Any]) -> None:
    """Take Wagtail's help out of the menu: it leads to pages about Wagtail's versions."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]


@hooks.register("register_reports_menu_item")
def add_unanswered_report() -> MenuItem:
    address = reverse("cms_unanswered")
    return MenuItem(_("Not found by searching"), address, name="unanswered", icon_name="search", order=1090)


@hooks.register("register_reports_menu_item")
def add_links_report() -> MenuItem:
    return MenuItem(_("Broken links"), reverse("cms_links"), name="links", icon_name="link", order=1091)


@hooks.register("register_log_actions")
def tell_of_publishing_alone(actions: LogActionRegistry) -> None:
    """What the history of a page calls a publication that nobody else has approved."""
    words = _("Published without a second pair of eyes")
    actions.register_action(ALONE, words, words)


@hooks.register("before_serve_page")
def refuse_in_words(page: Page, request: HttpRequest, *_serving: Any) -> None:
    require_let_in(page.get_view_restrictions(), request)


@hooks.register("register_page_header_buttons")
def add_previews(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if page.permissions_for_user(user).can_edit() and isinstance(page.specific_deferred, PublicPage):
        address = reverse("cms_previews", args=[page.pk])
        yield Button(_("Preview links"), address, icon_name="view", priority=70)


@hooks.register("register_page_header_buttons")
def add_beside(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if page.permissions_for_user(user).can_edit() and original_of(page) is not None:
        yield Button(_("Side by side"), reverse("cms_beside", args=[page.pk]), icon_name="globe", priority=71)


@hooks.register("before_edit_page")
def tell_of_changed_original(request: HttpRequest, page: Page) -> None:
    """Say above the form of a translation that its original was published anew."""
    if request.method != "GET" or (original := original_of(page)) is None or not has_changed_since(original, page):
        return
    there = messages.button(reverse("cms_beside", args=[page.pk]), _("Side by side"))
    messages.warning(request, _("The original has changed since this page was last saved."), buttons=[there])


class WritingPanel(Component):
    """First on the editors' start page: begin an outcome, or change the words of the home page."""

    order = 50
    template_name = "cms/admin/writing.html"

    def get_context_data(self, parent_context):
        person = parent_context["request"].user
        indexes = OutcomeIndexPage.objects.select_related("locale").order_by("path")
        homes = HomePage.objects.select_related("locale").order_by("path")
        news = NewsIndexPage.objects.select_related("locale").order_by("path")
        return {
            "news": [page for page in news if page.permissions_for_user(person).can_add_subpage()],
            "indexes": [page for page in indexes if page.permissions_for_user(person).can_add_subpage()],
            "homes": [page for page in homes if page.permissions_for_user(person).can_edit()],
        }


class UntoldPanel(Component):
    """What has happened and is told on no outcome page yet, each with a button that starts one."""

    order = 60
    template_name = "cms/admin/untold.html"

    def get_context_data(self, parent_context):
        request = parent_context["request"]
        indexes = OutcomeIndexPage.objects.select_related("locale").order_by("path")
        mine = [page for page in indexes if page.permissions_for_user(request.user).can_add_subpage()]
        return {"untold": untold(mine) if mine else [], "csrf_token": get_token(request)}


@hooks.register("construct_homepage_panels")
def add_writing_panel(request: HttpRequest, panels: list[Component]) -> None:
    panels += [WritingPanel(), UntoldPanel()]

"""Doors beside Wagtail's own: signing in, one's settings as an editor, files for whoever may see them."""

from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.static import serve
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import account
from wagtail.admin.views.reports import ReportView, aging_pages
from wagtail.documents.views.serve import serve as serve_document

from civic import postcards
from civic.accounts.rules import may_use_permissions
from civic.files import names
from civic.lifecycle import Denied, Refusal
from civic.search.models import Unanswered
from civic.serving.visitors import is_ours
from cms.links import WHY
from cms.models import BrokenLink, OutcomeIndexPage, OutcomePage, Picture, PublicDocument
from cms.showing import kept_by, must_sign_in, require_let_in, shown_to_everybody
from cms.starting import SOURCES, facts_of, pages_about, start_outcome


def sign_in(request: HttpRequest) -> HttpResponse:
    """Instead of Wagtail's sign-in: strangers to ours, people without the role to a sentence."""
    if request.user.is_authenticated:
        no_role = Refusal("no_role", _("Editing is for editors and administrators."))
        raise Denied(may_use_permissions(request.user) or no_role)
    following = request.GET.get("next", "")
    return redirect_to_login(following if is_ours(request, following) else "/cms/")


class SignOutView(account.LogoutView):
    """Wagtail's, which leads to its sign-in: who signs out here stands on the home page, in the language they had."""

    @property
    def next_page(self):
        return reverse("home")


class AccountView(account.AccountView):
    """Wagtail's settings of an editor, without name, e-mail and portrait: who one is, "my page" says."""

    elsewhere = (account.NameEmailSettingsPanel, account.AvatarSettingsPanel)

    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, self.elsewhere)]


class AgingPagesView(aging_pages.AgingPagesView):
    """Wagtail's, with the nickname of whoever published: the address somebody signs in with is theirs alone."""

    def decorate_paginated_queryset(self, queryset: QuerySet) -> QuerySet:
        publishers = {page.last_published_by for page in queryset}
        nicknames = dict(self.user_model.objects.filter(pk__in=publishers).values_list("pk", "nickname"))
        for page in queryset:
            self.add_last_publisher_name_to_page(nicknames, page)
        return queryset


class UnansweredView(ReportView):
    """What people look for and do not find, what was asked last first."""

    model = Unanswered
    page_title = _("Not found by searching")
    header_icon = "search"
    index_url_name = "cms_unanswered"
    index_results_url_name = "cms_unanswered_results"
    columns = [
        Column("words", label=_("Searched words")),
        Column("asked", label=_("Asked from so many addresses")),
        Column("days", label=_("On so many days")),
        Column("last_on", label=_("Last asked")),
    ]
    list_export = ["words", "asked", "days", "last_on"]
    export_headings = {column.name: column.label for column in columns}
    default_ordering = ("-last_on", "-asked", "folded")
    is_searchable = False


class WhyColumn(Column):
    """What is wrong with a link, in words."""

    def get_value(self, instance: BrokenLink) -> object:
        return WHY[instance.why]


class LinksView(ReportView):
    """Links of published pages that lead nowhere, as the clock found them last."""

    model = BrokenLink
    page_title = _("Broken links")
    header_icon = "link"
    index_url_name = "cms_links"
    index_results_url_name = "cms_links_results"
    columns = [
        TitleColumn("page", label=_("Page"), url_name="wagtailadmin_pages:edit", id_accessor="page_id"),
        Column("url", label=_("Link")),
        WhyColumn("why", label=_("What is wrong")),
        Column("found_at", label=_("Found")),
    ]
    list_export = ["page", "url", "why", "found_at"]
    export_headings = {"page": _("Page"), "url": _("Link"), "why": _("What is wrong"), "found_at": _("Found")}
    is_searchable = False

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("page")


@never_cache
@require_safe
def starting(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Before an outcome is started: what its draft is filled in with, and in which languages there is one already."""
    indexes = OutcomeIndexPage.objects.select_related("locale").order_by("path")
    mine = [page for page in indexes if page.permissions_for_user(request.user).can_add_subpage()]
    if kind not in SOURCES or not mine:
        raise Http404
    facts = facts_of(kind, number)
    there = {page.locale_id: page for page in pages_about(facts.thing)}
    languages = [(index, there.get(index.locale_id)) for index in mine]
    return render(request, "cms/admin/starting.html", {"facts": facts, "languages": languages})


@require_POST
def start(request: HttpRequest, kind: str, number: int, index: int) -> HttpResponse:
    """Start an outcome below an index from something that has happened; on to its form."""
    found = get_object_or_404(OutcomeIndexPage, pk=index)
    if kind not in SOURCES or not found.permissions_for_user(request.user).can_add_subpage():
        raise Http404
    page = start_outcome(kind, number, found, request.user)
    return redirect("wagtailadmin_pages:edit", page.pk)


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture that stands for an outcome where somebody passes it on, in the language of the outcome."""
    page = get_object_or_404(OutcomePage.objects.shown().select_related("theme", "locale"), pk=pk)
    with translation.override(page.locale.language_code):
        return postcards.as_response(page.postcard)


@require_safe
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponse:
    """A picture or one of its sizes, under its title. Nothing else in the media folder has an address."""
    found = Picture.objects.on_disk(f"{folder}/{name}").first()
    if found is None:
        raise Http404
    everybody = shown_to_everybody(found, request)
    response = serve(request, f"{folder}/{name}", document_root=settings.MEDIA_ROOT)
    title = names.said(found.title, PurePosixPath(name).suffix)
    response.headers["Content-Disposition"] = content_disposition_header(False, title)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return kept_by(response, everybody=everybody)


@require_safe
def document(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A document under the name its editor gave it."""
    found = get_object_or_404(PublicDocument, pk=pk)
    if must_sign_in(found, request):
        return redirect_to_login(request.get_full_path())
    everybody = shown_to_everybody(found, request)
    require_let_in(found.collection.get_view_restrictions(), request)
    return kept_by(serve_document(request, pk, name), everybody=everybody)

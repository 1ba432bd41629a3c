"""Addresses of our own in front of Wagtail's, which they cover where they are the same."""

from django.urls import path, re_path
from wagtail.admin.auth import require_admin_access

from cms import beside, previews, views
from cms.viewsets import NamedSites

sites = NamedSites("wagtailsites")
urlpatterns = [
    path("cms/login/", views.sign_in, name="cms_sign_in"),
    path("cms/logout/", views.SignOutView.as_view(), name="wagtailadmin_logout"),
    path("cms/account/", require_admin_access(views.AccountView.as_view())),
    path("cms/reports/aging-pages/", require_admin_access(views.AgingPagesView.as_view())),
    path("cms/reports/aging-pages/results/", require_admin_access(views.AgingPagesView.as_view(results_only=True))),
    path("cms/reports/unanswered/", require_admin_access(views.UnansweredView.as_view()), name="cms_unanswered"),
    path(
        "cms/reports/unanswered/results/",
        require_admin_access(views.UnansweredView.as_view(results_only=True)),
        name="cms_unanswered_results",
    ),
    path("cms/reports/links/", require_admin_access(views.LinksView.as_view()), name="cms_links"),
    path(
        "cms/reports/links/results/",
        require_admin_access(views.LinksView.as_view(results_only=True)),
        name="cms_links_results",
    ),
    path("cms/start/<slug:kind>/<int:number>/", require_admin_access(views.starting), name="cms_starting"),
    path("cms/start/<slug:kind>/<int:number>/<int:index>/", require_admin_access(views.start), name="cms_start"),
    path("cms/beside/<int:pk>/", require_admin_access(beside.beside), name="cms_beside"),
    path("cms/previews/<int:pk>/", require_admin_access(previews.links), name="cms_previews"),
    path(
        "cms/previews/<int:pk>/<int:number>/revoking/",
        require_admin_access(previews.revoking),
        name="cms_preview_revoking",
    ),
    path("cms/sites/", require_admin_access(sites.index_view)),
    path("cms/sites/results/", require_admin_access(sites.index_results_view)),
    path("outcomes/<int:pk>/card.png", views.card, name="outcome_card"),
    path("media/<str:folder>/<str:name>", views.picture),
    re_path(r"^documents/(\d+)/(.*)$", views.document),  # as Wagtail has it, so that none goes past ours
]

"""All addresses. zh-Hant has no prefix, English stands under /en/; interfaces have no language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve

from civic.accounts.adapter import guard
from civic.accounts.retention import retention
from civic.contact.views import security
from civic.demo.style import style
from civic.health import healthz, readyz
from civic.metrics import metrics
from civic.search.views import as_json, opensearch
from civic.security.violations import report
from cms.views import sign_in
from proposals.pages.sharing import short

guard(admin.site)

handler400 = "civic.serving.middleware.confused"
handler500 = "civic.serving.middleware.failed"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("csp-report/", report, name="csp_report"),
    path("search.json", as_json, name="search_json"),
    path(".well-known/security.txt", security, name="security"),
    path("opensearch.xml", opensearch, name="opensearch"),
    path("", include("cms.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("admin/", admin.site.urls),
]

urlpatterns += i18n_patterns(
    path("proposals/", include("proposals.urls")),
    path("p/<int:pk>", short, name="short_proposal"),
    path("desk/", include("proposals.desks.urls")),
    path("budgets/", include("proposals.budgets.urls")),
    path("programme/", include("proposals.programme.urls")),
    path("committee/", include("proposals.programme.committee_urls")),
    *([path("demo/", include("civic.demo.urls")), path("style/", style, name="style")] if settings.DEMO else []),
    path("accounts/sign-on/", include("civic.accounts.signon.urls")),
    path("accounts/", include("civic.accounts.entrance")),
    path("accounts/", include("allauth.urls")),
    path("mine/", include("civic.accounts.urls")),
    path("contact/", include("civic.contact.urls")),
    path("search/", include("civic.search.urls")),
    path("seals/", include("civic.security.urls")),
    path("retention/", retention, name="retention"),
    path("", include("civic.staffing.urls")),
    path("", include("cms.addresses")),
    path("", serve, {"path": ""}, name="home"),
    path("_util/login/", sign_in),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

"""What is new, for readers of feeds (Atom 1.0), in the language of the address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from civic.serving.public import cacheable
from cms.filters import OutcomeFilter
from cms.models import NewsIndexPage, NewsPage, OutcomeIndexPage, OutcomePage

SHOWN = 30  # entries of a feed


@require_safe
@cacheable
def outcomes(request: HttpRequest) -> HttpResponse:
    """The outcomes published last, chosen by the same filters as their list."""
    index = get_object_or_404(OutcomeIndexPage.objects.live().public(), locale__language_code=get_language())
    rows = OutcomePage.objects.child_of(index).shown()
    chosen = OutcomeFilter(request.GET, rows)
    newest = chosen.apply(rows).order_by("-last_published_at", "-pk").select_related("theme", "locale")[:SHOWN]
    return atom(request, index, newest, reverse("window:outcomes_feed"), chosen.querystring)


@require_safe
@cacheable
def news(request: HttpRequest) -> HttpResponse:
    """The news published last."""
    index = get_object_or_404(NewsIndexPage.objects.live().public(), locale__language_code=get_language())
    return atom(request, index, NewsPage.objects.child_of(index).shown()[:SHOWN], reverse("window:news_feed"))


def atom(request, index, pages, address, query=""):
    """A feed of `pages`, which have a `summary` and a `topic`."""
    asked = f"?{query}" if query else ""
    context = {
        "title": index.title,
        "page": index.get_full_url(request) + asked,
        "address": settings.SITE_URL + address + asked,
        "entries": [(page, page.get_full_url(request)) for page in pages],
        "updated": max((page.last_published_at for page in pages), default=timezone.now()),
    }
    return render(request, "cms/feed.xml", context, content_type="application/atom+xml; charset=utf-8")

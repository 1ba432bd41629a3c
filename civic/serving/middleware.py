"""What every page passes on its way in and out: whose it is to keep, language by path, refusals as 403 and 409, faults
as 500 and 503, bodies that were not taken as 400, 408 and 413."""

import re
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, translate_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.http import escape_leading_slashes
from wagtail.models import Site

from civic import text
from civic.lifecycle import Denied, Refused
from civic.serving.bridge import Response, plain
from civic.serving.public import for_nobody, has_session
from civic.serving.spool import Unreadable

EDITORS = "/cms/"  # under which the editors' admin stands
ADMINISTRATIONS = (EDITORS, "/admin/")  # of whoever works here: no language in their addresses
CATCH_ALL = "wagtail_serve"  # the address under which editors' pages stand: it has every form

# Not "cookies": that would clear those of every other service under the city's domain, and the farewell with them. The
# session is over anyway.
CLEARED = '"cache", "storage"'

# What no page of ours asks a device for, and what is put into one must not.
NOT_ASKED = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class PrivacyMiddleware:
    """A response to a request with a session, or one that begins a session, is kept by no cache, nor by the browser for
    its button "back"; except one that says it is public: a picture is the same for everybody. Signing out clears what
    the browser kept before. No page asks a device for what is not ours to know. Stands before the middleware of
    sessions, to see the cookies it sets.
    """

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if has_session(request) or settings.SESSION_COOKIE_NAME in response.cookies:
            control = response.get("Cache-Control", "")
            if "no-store" not in control and "public" not in control:
                for_nobody(response)
        if getattr(request, "has_signed_out", False):
            response["Clear-Site-Data"] = CLEARED
        response.headers.setdefault("Permissions-Policy", NOT_ASKED)
        return response


@receiver(user_logged_out, dispatch_uid="civic.serving.signed_out")
def note_signed_out(request: HttpRequest | None, **told: Any) -> None:
    """Mark the request in which somebody signs out, wherever they do."""
    if request is not None:
        request.has_signed_out = True


def language_of(path: str) -> str:
    """The code of the language in which everything under `path` is written."""
    return translation.get_language_from_path(path) or settings.LANGUAGE_CODE


class LanguageMiddleware:
    """The language is the path's: `/en/…` is English, everything else the default.

    Neither cookie nor header is asked, so a public page has one address per language and may be cached. A query that
    cannot be read is told so (400) before any page needs it.
    """

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request):
        language = language_of(request.path_info)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        _ = request.GET  # read here once: a page that shows an error reads it too
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class OwnLanguageMiddleware:
    """The editors' admin and the administration, whose addresses have no language, speak that of whoever is signed in;
    to whoever is not, and is led to the sign-in, that of the browser.

    A language chosen in Wagtail's settings comes before it. Pages in preview keep their own. Stands after the
    middleware that knows who somebody is.
    """

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(ADMINISTRATIONS):
            return self.get_response(request)
        is_known = request.user.is_authenticated
        request.LANGUAGE_CODE = request.user.language if is_known else translation.get_language_from_request(request)
        translation.activate(request.LANGUAGE_CODE)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        if not is_known:
            patch_vary_headers(response, ["Accept-Language"])
        return response


class FieldsMiddleware:
    """A form or query with more fields than any page of ours has is refused (400) before a view sees it. The forms of
    the editors' admin grow with the page they edit: they have Django's own limit. Stands before whatever reads a form.
    An address with a sign in it that no text has leads nowhere.
    """

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        """Raise `TooManyFieldsSent` if there are too many, `Http404` for such an address."""
        if "\0" in request.path_info:
            raise Http404("no text has a NUL, and no database takes one")
        is_of_editors = request.path_info.startswith(EDITORS)
        if not is_of_editors and max(_fields(request.GET), _fields(request.POST)) > settings.MOST_FIELDS:
            raise TooManyFieldsSent("more fields than any form of ours has")


def _fields(said):
    return sum(len(values) for _name, values in said.lists())


class MendingMiddleware:
    """Leads from an address of ours that a chat program damaged (`/x/7/，大家快來`) to the page that was meant.

    Only where there is no page under the address itself; stands before whatever adds a stroke to it.
    """

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_asking = request.method in ("GET", "HEAD")
        if is_asking and _leads_nowhere(request, response) and not _is_a_page(request.path_info):
            for mended in _meant(request.path_info):
                if mended != request.path_info and (_is_a_page(mended) or _is_of_editors(request, mended)):
                    query = request.META.get("QUERY_STRING", "")
                    return HttpResponsePermanentRedirect(f"{mended}?{query}" if query else mended)
        return response


def _leads_nowhere(request, response):
    """Whether there is no page, or only a stroke would be added to the address."""
    is_moved = response.status_code == 301 and response.headers["Location"].partition("?")[0] == f"{_quoted(request)}/"
    return response.status_code == 404 or is_moved


def _quoted(request):
    """The path as it stands in a header."""
    return iri_to_uri(escape_uri_path(request.path))


def _meant(path):
    """What `path` may have meant: up to its first sign of a sentence, or up to its first letter beyond ASCII."""
    return text.address(path), text.address(re.split(r"[^\x00-\x7f]", path)[0])


def _is_a_page(path):
    """Whether an address of ours has this form, beside those that editors name as they like."""
    try:
        return resolve(path).url_name != CATCH_ALL
    except Resolver404:
        return False


def _is_of_editors(request, path):
    """Whether editors have put a page under this address; the language of the request is that of the address."""
    site = Site.find_for_request(request)
    try:
        parts = [part for each in resolve(path).args for part in each.split("/") if part]
        return bool(site and parts and site.root_page.localized.specific.route(request, parts))
    except (Resolver404, Http404):
        return False


class RefusalMiddleware:
    """The one place where a `Refused` becomes a response: JSON, fragment or page, 409; 403 for a `Denied`."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The response to a refusal; None for any other error. `request.refused` says which it was."""
        if not isinstance(error, Refused):
            return None
        request.refused = error.refusal
        status = 403 if isinstance(error, Denied) else 409
        refusal = error.refusal
        if request.accepts("text/html"):
            template = "pieces/refusal.html" if request.htmx else "409.html"
            return render(request, template, {"refusal": refusal, "way": error.way}, status=status)
        return JsonResponse({"code": refusal.code, "sentence": str(refusal)}, status=status)


def confused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The response to what makes no sense (`handler400`), or to texts longer than anybody reads; nothing of the request
    is read again."""
    if isinstance(exception, RequestDataTooBig):
        context = {"is_too_large": True, "megabytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20}
        return HttpResponse(render_to_string("unreadable.html", context), status=413)
    return HttpResponse(render_to_string("400.html"), status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """The response to a fault (`handler500`): 503, to come back in a moment, while the database is away; else 500.
    Nothing is asked of the database for either."""
    said = {"typed": getattr(request, "typed", None)}
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("503.html", said), status=503, headers={"Retry-After": "2"})
    return HttpResponse(render_to_string("500.html", said), status=500)


def unreadable(scope: dict, error: Unreadable) -> Response:
    """The response to a body that was not taken: for people a page that says what to do, else the bare sentence."""
    headers = [("Connection", "close"), ("Cache-Control", "no-store")]
    if not any(name == b"accept" and b"text/html" in value for name, value in scope["headers"]):
        return plain(error.status, str(error), headers)
    with translation.override(language_of(scope["path"])):
        context = {"is_too_large": error.status == 413, "megabytes": settings.BODY_LIMIT // 2**20}
        page = render_to_string("unreadable.html", context)
    return plain(error.status, page, (*headers, ("Content-Type", "text/html; charset=utf-8")))


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: whether this is a demo, this page in the other language, and what was written in the
    form that was sent (`civic.accounts.typed`)."""
    path = escape_leading_slashes(request.path)  # //elsewhere.example/ would be another site's address in a link
    languages = [(code, name, translate_url(path, code)) for code, name in settings.LANGUAGES]
    others = [row for row in languages if row[0] != translation.get_language()]
    return {"demo": settings.DEMO, "other_languages": others, "typed": getattr(request, "typed", None)}

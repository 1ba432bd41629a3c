"""Who may keep a page: caches for a moment, if it is the same for every stranger; nobody, if it is somebody's."""

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

NOBODYS = "private, no-store"  # no cache may keep it, nor the browser for its button "back"
SECONDS = 1  # a cache may keep a public page
HOUR = 60 * 60  # seconds in which a public file is not asked for again
STALE = 4  # seconds more in which a cache may show it while it fetches a new one


def cacheable(view: Callable) -> Callable:
    """A view whose pages caches may keep if a stranger gets them; what somebody with a session gets is theirs alone."""

    @wraps(view)
    def with_cache_control(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated or has_session(request):
            return for_nobody(response)
        return for_everybody(request, response)

    return with_cache_control


def has_session(request: HttpRequest) -> bool:
    """Whether the request came with a session: the response may greet somebody, or say what they did before."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def for_nobody(response: HttpResponse) -> HttpResponse:
    """The `response` to one person, marked so that no cache keeps it."""
    response["Cache-Control"] = NOBODYS
    return response


def for_an_hour(response: HttpResponse) -> HttpResponse:
    """A file that is the same for everybody: caches and browsers may keep it, and hear within the hour that it is gone.
    """
    response["Cache-Control"] = f"public, max-age={HOUR}"
    return response


def for_everybody(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The public `response` with its ETag, or 304 for a cache that has it already; anything but 200 as it is. A
    template is rendered here."""
    if not getattr(response, "is_rendered", True):
        response.render()
    if response.status_code != 200 or response.streaming:
        return response
    patch_cache_control(response, public=True, max_age=SECONDS, stale_while_revalidate=STALE)
    response["ETag"] = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)


def for_any_site(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """`for_everybody`, and pages of any other site may read it, too."""
    response["Access-Control-Allow-Origin"] = "*"
    return for_everybody(request, response)

"""Pages that are the same for every stranger may be kept by caches for a moment."""

from functools import wraps
from hashlib import blake2b

from django.utils.cache import get_conditional_response, patch_cache_control

SECONDS = 1
STALE = 4  # seconds more in which a cache may show it while it fetches a new one


def cacheable(view):
    """Let caches keep what a stranger gets; what a signed-in person gets is theirs alone."""

    @wraps(view)
    def with_cache_control(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
            return response
        return for_everybody(request, response)

    return with_cache_control


def for_everybody(request, response):
    """The public `response` with its ETag, or 304 for a cache that has it already."""
    if response.status_code != 200 or response.streaming:
        return response
    patch_cache_control(response, public=True, max_age=SECONDS, stale_while_revalidate=STALE)
    response["ETag"] = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)

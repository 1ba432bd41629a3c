"""Pages that are the same for every stranger may be kept by caches for a moment."""

from functools import wraps

from django.utils.cache import patch_cache_control

SECONDS = 5


def cacheable(view):
    """Let caches keep what a stranger gets; what a signed-in person gets is theirs alone."""

    @wraps(view)
    def with_cache_control(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
        elif response.status_code == 200:
            patch_cache_control(response, public=True, max_age=SECONDS)
        return response

    return with_cache_control

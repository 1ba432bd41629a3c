"""The gate before all of /demo/: only whoever sits at this machine plays with the town, and only from its own pages."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpResponseForbidden
from django.utils.translation import gettext as _

from civic.demo.gate import is_loopback
from civic.serving.visitors import is_passed_on

OF_ONESELF = ("same-origin", "none")


def guarded(view: Callable) -> Callable:
    """A view of the demo, for whom the gate opens; nobody else reads a letter or becomes somebody."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if _is_from_here(request):
            return view(request, *args, **kwargs)
        words = _("The demo town only answers requests that come from this machine and from its own pages.")
        return HttpResponseForbidden(words)

    return asked


def _is_from_here(request):
    """Whether a question comes from this machine, by no proxy; one that changes something also from a page of ours, or
    from no page at all."""
    if not is_loopback(request.META.get("REMOTE_ADDR", "")) or is_passed_on(request.META):
        return False
    if request.method in ("GET", "HEAD"):
        return True
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.get_host():
        return False
    return request.headers.get("Sec-Fetch-Site", "none") in OF_ONESELF

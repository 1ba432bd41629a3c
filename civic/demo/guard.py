"""The gate before all of /demo/ and before /metrics: only whoever sits at this machine comes in, and plays with the
town only from its own pages.

A proxy on this machine brings visitors from loopback, too. So nobody is from here where one is configured, or where
people reach the site under a name; what speaks like a proxy is none of ours. A proxy that hides well, in front of a
site whose SITE_URL is this machine, cannot be told from its keeper: `doctor` says so.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseForbidden
from django.http.request import split_domain_port
from django.utils.translation import gettext as _

from civic.demo.gate import is_loopback, is_of_this_machine
from civic.serving.visitors import is_passed_on

OF_ONESELF = ("same-origin", "none")


def guarded(view: Callable) -> Callable:
    """A view of the demo, for whom the gate opens; nobody else reads a letter or becomes somebody."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if is_from_here(request) and _is_from_our_page(request):
            return view(request, *args, **kwargs)
        words = _("The demo town only answers requests that come from this machine and from its own pages.")
        return HttpResponseForbidden(words)

    return asked


def is_from_here(request: HttpRequest) -> bool:
    """Whether a question comes from this machine, by no proxy, and for a site of this machine only."""
    if settings.TRUSTED_PROXIES or not is_of_this_machine(settings.SITE_URL) or is_passed_on(request.META):
        return False
    host, _port = split_domain_port(request.get_host())
    return is_loopback(host) and is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_from_our_page(request):
    """Whether a question that changes something comes from a page of ours, or from no page at all."""
    if request.method in ("GET", "HEAD"):
        return True
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.get_host():
        return False
    return request.headers.get("Sec-Fetch-Site", "none") in OF_ONESELF

"""Whence a question comes: whose address it counts for, and whether a page of ours sent it.

The one place that reads `X-Forwarded-For`. Behind it a question has its visitor's address, as if they had come
without a proxy. Pure but for the settings.
"""

import logging
from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.utils.http import url_has_allowed_host_and_scheme

MAPPED = "::ffff:"  # how an IPv4 address begins at a line that speaks IPv6 as well
LONGEST_HOST = 300  # characters: the longest name there can be, and a port

logger = logging.getLogger(__name__)
_told = []  # that somebody's X-Forwarded-For was not believed: once for each process

Headers = list[tuple[bytes, bytes]]


def address(peer: str, forwarded: str, trusted: int) -> str:
    """Whom a question counts for: `peer`, or with `trusted` proxies in front what the outermost of them wrote.

    `forwarded` is the header's value, several joined by commas. What is missing or no address falls back to `peer`.
    """
    peer = _readable(peer) if peer.startswith(MAPPED) else peer
    if not trusted:
        _tell_once(forwarded)
        return peer
    said = forwarded.split(",")
    return _readable(said[-trusted]) or peer if len(said) >= trusted else peer


def _readable(said):
    """The address in what a proxy or a line wrote, IPv4 as such, without port and brackets; "" if there is none."""
    said = said.strip()
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        found = ip_address(said)
        return str(getattr(found, "ipv4_mapped", None) or found)
    except ValueError:
        return ""


def _tell_once(forwarded):
    if forwarded and not _told:
        _told.append(True)
        logger.warning("X-Forwarded-For is not believed, as TRUSTED_PROXIES is 0: behind a proxy all have one address.")


def known(scope: dict) -> dict:
    """The ASGI scope of a question, with its visitor's address as `client`."""
    peer, port = scope.get("client") or ("", 0)
    forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    if not forwarded and not peer.startswith(MAPPED):
        return scope
    told = address(peer, b",".join(forwarded).decode("latin-1"), settings.TRUSTED_PROXIES)
    return scope if told == peer else scope | {"client": (told, port)}


def knowing(application: Callable) -> Callable:
    """A WSGI application that is told its visitors' addresses as `REMOTE_ADDR`."""

    def told(environ, start_response):
        peer, forwarded = environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
        environ["REMOTE_ADDR"] = address(peer, forwarded, settings.TRUSTED_PROXIES)
        return application(environ, start_response)

    return told


def way_home(scope: dict) -> str | None:
    """Where a browser is led that asks by its address for a site on this machine that has a name: the same page there.
    Browsers bind passkeys to a name, and a session to one of the two. Machines are answered by address, too."""
    home = urlsplit(settings.SITE_URL)
    if home.hostname != "localhost" or scope["method"] != "GET":
        return None
    told = dict(scope["headers"])
    by_address = home.netloc.replace("localhost", "127.0.0.1").encode()
    if told.get(b"host") != by_address or told.get(b"sec-fetch-mode") != b"navigate":
        return None
    query = scope["query_string"].decode("latin-1")
    return f"{settings.SITE_URL}{quote(scope['path'])}{query and '?'}{query}"


def is_ours(request: HttpRequest, url: str | None) -> bool:
    """Whether an address that somebody named to be led to is one of this site, over https for whoever came so."""
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())


def is_passed_on(meta: dict) -> bool:
    """Whether a question has come by a proxy, believed or not: it says so, or speaks as proxies do and browsers do not
    (HTTP/1.0, as nginx if it is told nothing)."""
    says = any(f"HTTP_{name}" in meta for name in ("X_FORWARDED_FOR", "X_REAL_IP", "FORWARDED", "VIA"))
    return says or meta.get("SERVER_PROTOCOL") == "HTTP/1.0"


def stranger(headers: Headers) -> str | None:
    """What is foreign about a question that no middleware of Django's sees: "host", "origin" or None.

    Judged as pages are: one `Host` out of ALLOWED_HOSTS; an `Origin`, if there is one, that is this host or trusted.
    """
    hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
    if len(hosts) != 1 or len(hosts[0]) > LONGEST_HOST or not _is_allowed(hosts[0], tuple(settings.ALLOWED_HOSTS)):
        return "host"
    origins = [value.decode("latin-1") for name, value in headers if name == b"origin"]
    return None if all(_is_ours(origin, hosts[0]) for origin in origins) else "origin"


@lru_cache(maxsize=100)
def _is_allowed(host, allowed):
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def _is_ours(origin, host):
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    here = parts.scheme in ("http", "https") and parts.netloc == host.lower()
    return here or origin in (settings.SITE_URL, *settings.CSRF_TRUSTED_ORIGINS)

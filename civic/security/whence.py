"""Whence the request comes that a thread is working on, no finer than the settings say."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import ip_address, ip_network

from django.conf import settings

_network = ContextVar("network", default="")


def network() -> str:
    """The network of the request, such as 203.0.113.0/24; "" outside of requests and where it is unknown."""
    return _network.get()


@contextmanager
def coming_from(address: str) -> Iterator[None]:
    """Inside, events are noted as coming from the network of this address."""
    before = _network.set(truncated(address))
    try:
        yield
    finally:
        _network.reset(before)


def truncated(address: str) -> str:
    """The network that an address belongs to; "" for what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    prefix = settings.LOG_PREFIX_IPV4 if found.version == 4 else settings.LOG_PREFIX_IPV6
    return str(ip_network(f"{found}/{prefix}", strict=False))

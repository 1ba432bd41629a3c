"""Whom a connection is counted for. Pure."""

from ipaddress import ip_address


def caller(scope: dict) -> str:
    """The address an ASGI connection comes from: an IPv4 address, or the /64 an IPv6 household gets; "" if unknown."""
    host = (scope.get("client") or ("",))[0]
    try:
        return host if ip_address(host).version == 4 else ip_address(host).exploded[:19]
    except ValueError:
        return host

"""Whom a connection or a request is counted for. Pure."""

from ipaddress import ip_address


def caller(scope: dict) -> str:
    """Whom an ASGI connection is counted for; "" if it is unknown whence it comes."""
    return network((scope.get("client") or ("",))[0])


def network(address: str) -> str:
    """What counts as one visitor: an IPv4 address, or the /64 an IPv6 household gets; what is no address as it is."""
    try:
        return address if ip_address(address).version == 4 else ip_address(address).exploded[:19]
    except ValueError:
        return address

"""Where a demo may run: on one machine, for the person who sits at it. Pure, no Django.

One-click sign-in makes anybody anybody, so DEMO needs the embedded database, a loopback bind, loopback ALLOWED_HOSTS
and a loopback SITE_URL. Where all of them hold and nothing is said, the demo is on.
"""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from civic import env


def is_loopback(host: str) -> bool:
    """Whether `host` (a name, an address, an address in brackets) can only be this machine."""
    host = host.strip().lower().removeprefix("[").removesuffix("]")
    if host in ("localhost", ".localhost") or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_of_this_machine(url: str) -> bool:
    """Whether the site at `url` can only be reached on this machine."""
    return is_loopback(urlsplit(url).hostname or "")


def refusal(*, embedded: bool, bind: str, hosts: Sequence[str], site: str) -> str | None:
    """The sentence that says why there can be no demo here, or None."""
    if not embedded:
        return "DEMO is on, but DATABASE_URL is set: the demo runs on the embedded database only."
    if not is_loopback(bind):
        return f"DEMO is on, but the server binds to {bind!r}: the demo listens on 127.0.0.1 only."
    if strangers := [host for host in hosts if not is_loopback(host)]:
        names = ", ".join(map(repr, strangers))
        return f"DEMO is on, but ALLOWED_HOSTS has {names}: the demo answers this machine only."
    if not is_of_this_machine(site):
        return f"DEMO is on, but SITE_URL is {site}: the demo answers this machine only."
    return None


def demo(*, embedded: bool, bind: str, hosts: Sequence[str], site: str) -> bool:
    """Whether this is a demo: as DEMO says, or, unsaid, wherever one may run. `Misconfigured` where it may not."""
    why_not = refusal(embedded=embedded, bind=bind, hosts=hosts, site=site)
    wanted = env.flag("DEMO", default=why_not is None)
    if wanted and why_not:
        raise env.Misconfigured(why_not)
    return wanted

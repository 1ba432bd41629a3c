"""Asking an address elsewhere whether it is there, without being led anywhere inside: a link is written by people.

A name is looked up once, all of its addresses have to be public, and exactly one of these is connected to. Redirects
are not followed, nothing is read but the status, and nothing of ours is sent but the address.
"""

import http.client
import socket
import ssl
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from civic.clockwork import Away

PATIENCE = 5  # seconds for connecting, and for an answer
PORTS = {"http": 80, "https": 443}
WITHIN = ip_network("64:ff9b::/96")  # addresses of the fourth version, whichever, within the sixth
GONE = {404, 410}
AGENT = "Civic link checker"


def is_public(address: str) -> bool:
    """Whether an address belongs to the internet, and to no network inside."""
    found = ip_address(address)
    if not found.is_global or found.is_multicast:
        return False
    return found.version == 4 or not (found.sixtofour or found.teredo or found in WITHIN)


def fault_of(url: str) -> str:
    """What is wrong with an address: "" if something answers, else a code of `cms.links.WHY`. Raises `Away` where no
    name can be looked up at all."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return "unreadable"
    if parts.scheme not in PORTS or not parts.hostname:
        return "unreadable"
    found = _addresses(parts.hostname, port)
    if not found:
        return "no_host"
    if not all(map(is_public, found)):
        return "inside"
    return _asked(parts, found[0], port)


def _addresses(host, port):
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise Away("no name can be looked up") from error
        return []
    except UnicodeError:  # a label that is too long
        return []
    return [row[4][0].partition("%")[0] for row in rows]


def _asked(parts, address, port):
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=PATIENCE)
    try:
        connection.sock = socket.create_connection((address, port), timeout=PATIENCE)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(connection.sock, server_hostname=parts.hostname)
        connection.request("HEAD", path, headers={"User-Agent": AGENT, "Accept": "*/*"})
        status = connection.getresponse().status
    except ssl.SSLError:
        return "certificate"
    except (OSError, http.client.HTTPException, ValueError):
        return "no_answer"
    finally:
        connection.close()
    return "gone" if status in GONE else "failing" if status >= 500 else ""

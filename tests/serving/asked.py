"""Requests as a server hands them to an ASGI application, and what was said to them."""

import asyncio


def question(path="/proposals/", method="GET", query=b"", client="192.0.2.1", **headers):
    """The scope of a request; `a_b="c"` is the header `a-b: c`, a list says it several times."""
    said = {"host": "civic.test"} | {name.replace("_", "-"): value for name, value in headers.items()}
    pairs = [
        (name.encode(), each.encode())
        for name, values in said.items()
        for each in (values if isinstance(values, list) else [values])
    ]
    return {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "query_string": query, "headers": pairs, "client": (client, 50_000), "server": ("127.0.0.1", 80),
    }  # fmt: skip


class Line:
    """The network's side of one request: gives `parts` of a body, then nothing more until `end` or `leave`."""

    def __init__(self, *parts, complete=True):
        self.messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        if complete:
            self.messages.append({"type": "http.request", "body": b"", "more_body": False})
        self.more = asyncio.Event()
        self.said = []

    async def receive(self):
        while not self.messages:
            self.more.clear()
            await self.more.wait()
        return self.messages.pop(0)

    def end(self):
        """The rest arrives."""
        self.messages.append({"type": "http.request", "body": b"", "more_body": False})
        self.more.set()

    async def send(self, message):
        self.said.append(message)

    @property
    def status(self):
        return self.said[0]["status"]

    @property
    def headers(self):
        return dict(self.said[0]["headers"])

    @property
    def body(self):
        return b"".join(message.get("body", b"") for message in self.said[1:])


async def ask(application, scope, line=None):
    """What `application` said, as a `Line`."""
    line = line or Line()
    await application(scope, line.receive, line.send)
    return line

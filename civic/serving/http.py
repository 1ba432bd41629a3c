"""uvicorn's HTTP protocol with an end to patience: heads have a size and a deadline, lines that stand still are cut.

A request's scope says whether whoever sent it has gone: `is_gone()`, which may be asked in any thread. Any other
server, or uvicorn without this class, serves the same pages with its own limits, for everybody who asked.
"""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

HEAD = 64 * 1024  # bytes of a request's line and headers
HEADERS = 200  # lines of them
HEAD_SECONDS = 20  # for them to arrive, from the connection or the answer before them
TAKING_SECONDS = 60  # in which a client takes some of what waits for it
AHEAD = 32  # requests sent ahead, before the one before them is answered

REFUSALS = {
    400: "Invalid HTTP request received.",
    408: "The request did not arrive.",
    431: "The request's headers are too large.",
}


class TooMuch(Exception):
    """Ends the parsing of a request that no page will see."""


class Protocol(HttpToolsProtocol):
    """One connection. Holds at most `HEAD` bytes of a head or a trailer, and what one reading of the line brings."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.in_head = self.is_parted = False  # parted: the line is a websocket's now
        self.told = 0  # times the parser had something to tell
        self.head = self.held = 0  # bytes of this head; bytes since the parser last told something
        self.refusal = 400
        self.hurry = self.stuck = None  # timers
        self.answered = None  # the request whose answer is under way

    # --- what comes ---------------------------------------------------------------------------

    def connection_made(self, transport):
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data):
        if self.transport.is_closing():
            return
        told = self.told
        super().data_received(data)
        if self.is_parted or self.transport.is_closing():
            return
        self.held = 0 if self.told != told else self.held + len(data)
        if self.held > HEAD:
            self._refuse(431)
        elif self.in_head or self._is_idle():
            self._wait_for_head()

    def on_message_begin(self):
        super().on_message_begin()
        self.in_head, self.head = True, 0
        self.told += 1

    def on_url(self, url):
        self._measure(len(url))
        super().on_url(url)

    def on_header(self, name, value):
        self._measure(len(name) + len(value))
        if self.in_head:  # a trailer is no header: whoever sends it knows what was said to the headers
            super().on_header(name, value)

    def on_headers_complete(self):
        self.in_head = False
        self._stop_waiting()
        if len(self.pipeline) >= AHEAD:
            raise TooMuch
        super().on_headers_complete()

    def on_body(self, body):
        self.told += 1
        super().on_body(body)

    def handle_websocket_upgrade(self):
        self.is_parted = True
        super().handle_websocket_upgrade()

    def send_400_response(self, msg):
        """Called when the parser stopped: for nonsense, or because of `TooMuch`."""
        self._refuse(self.refusal)

    def _measure(self, size):
        self.told += 1
        self.head += size
        if self.head > HEAD or len(self.headers) >= HEADERS:
            self.refusal = 431
            raise TooMuch

    def _refuse(self, status):
        self._end_answer()
        words = REFUSALS[status].encode()
        self.transport.write(
            STATUS_LINE[status]
            + b"content-type: text/plain; charset=utf-8\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(words)
            + words
        )
        self.transport.close()

    def _start_asgi_task(self, cycle, app):
        self.answered = cycle
        cycle.scope["is_gone"] = self.transport.is_closing
        super()._start_asgi_task(cycle, app)

    def _end_answer(self):
        """What is under way has nowhere to go any more. uvicorn ends what came last, which may only wait its turn."""
        if self.answered is not None:
            self.answered.disconnected = True
            self.answered.message_event.set()

    # --- patience -----------------------------------------------------------------------------

    def _is_idle(self):
        return self.timeout_keep_alive_task is None and (self.cycle is None or self.cycle.response_complete)

    def _wait_for_head(self):
        if self.hurry is None:
            self.hurry = self.loop.call_later(HEAD_SECONDS, self._head_is_late)

    def _stop_waiting(self):
        if self.hurry is not None:
            self.hurry.cancel()
            self.hurry = None

    def _head_is_late(self):
        self.hurry = None
        if not self.transport.is_closing():
            self._refuse(408) if self.in_head else self.transport.close()

    def pause_writing(self):
        super().pause_writing()
        if self.stuck is None:
            self.stuck = self.loop.call_later(TAKING_SECONDS, self.transport.abort)

    def resume_writing(self):
        super().resume_writing()
        if self.stuck is not None:
            self.stuck.cancel()
            self.stuck = None

    def connection_lost(self, exc):
        self._stop_waiting()
        self._end_answer()
        super().connection_lost(exc)  # resumes writing

"""A limit for a letter or text message as a whole: patience with each step has no end with a server that sends a byte
now and then. Pure."""

import contextlib
import socket
import threading
from collections.abc import Iterator


class Deadline:
    """Cuts the lines it was told of if what is done over them takes too long. `is_over` tells whether it did, in the
    last `within`."""

    def __init__(self):
        self.is_over = False
        self._lines = []

    def watch(self, line: socket.socket) -> socket.socket:
        """The same line, watched from now on; before TLS is spoken over it, too."""
        self._lines.append(line.dup())  # of our own: what becomes of theirs (wrapped, closed) is no matter
        if self.is_over:
            self._cut()
        return line

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Let the block take so long, and no longer: whatever fails in it after that is a `TimeoutError`. What half a
        sentence came to be taken for is for the block to judge."""
        self.is_over = False
        alarm = threading.Timer(seconds, self._cut)
        alarm.daemon = True
        alarm.start()
        try:
            yield
        except Exception as error:
            if self.is_over:
                raise TimeoutError(f"it took longer than {seconds:g} seconds") from error
            raise
        finally:
            alarm.cancel()

    def forget(self) -> None:
        """The lines are closed, or are to be."""
        while self._lines:
            self._lines.pop().close()

    def _cut(self):
        self.is_over = True
        for line in list(self._lines):
            with contextlib.suppress(OSError):  # it broke by itself
                line.shutdown(socket.SHUT_RDWR)

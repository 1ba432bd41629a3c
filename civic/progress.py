"""A progress bar for commands that take a while. Pure, imports nothing of ours.

On a terminal one line that moves; elsewhere (a log, a pipe) a line every tenth of the work.
"""

import time
from typing import TextIO

WIDTH = 30
PAUSE = 0.2  # seconds between two drawings on a terminal


class Progress:
    """Counts up to `total` on `stream`, a text file or a command's `self.stderr`."""

    def __init__(self, total: int, stream: TextIO):
        self.total = max(total, 1)
        self.stream = stream
        self.moves = bool(getattr(stream, "isatty", lambda: False)())
        self.done = 0
        self.began = time.monotonic()
        self.drawn_at = 0.0
        self.tenths = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.done = self.total
        if self.moves:
            self._draw("\n")
        elif kind is None and self.tenths < 10:
            self._line()

    def advance(self, by: int = 1) -> None:
        """`by` more are done; never counts past the total."""
        self.done = min(self.done + by, self.total)
        if self.moves:
            if time.monotonic() - self.drawn_at > PAUSE:
                self._draw()
        elif self.done * 10 // self.total > self.tenths:
            self._line()

    def say(self, sentence: str) -> None:
        """Print `sentence` on a line of its own above the bar."""
        self._write(f"\r\x1b[K{sentence}\n" if self.moves else f"{sentence}\n")

    def _line(self):
        self.tenths = self.done * 10 // self.total
        self._write(f"{self.tenths * 10:3}% in {self._seconds()}\n")

    def _draw(self, end=""):
        self.drawn_at = time.monotonic()
        filled = WIDTH * self.done // self.total
        share = 100 * self.done // self.total
        self._write(f"\r[{'█' * filled}{'·' * (WIDTH - filled)}] {share:3}% {self._seconds()}{end}")

    def _seconds(self):
        return f"{time.monotonic() - self.began:.0f} s"

    def _write(self, text):
        self.stream.write(text, ending="") if hasattr(self.stream, "style_func") else self.stream.write(text)
        self.stream.flush()

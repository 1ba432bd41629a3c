"""The bar moves on a terminal and stays legible in a log."""

import io

from civic.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_log_gets_a_line_a_tenth_and_one_at_the_end():
    log = io.StringIO()
    with Progress(1000, log) as progress:
        for _ in range(95):
            progress.advance(10)
    shares = [line.split("%")[0].strip() for line in log.getvalue().splitlines()]
    assert shares == ["10", "20", "30", "40", "50", "60", "70", "80", "90", "100"]


def test_a_sentence_does_not_tear_the_bar():
    screen = Terminal()
    with Progress(10, screen) as progress:
        progress.advance(5)
        progress.say("One list is missing.")
    assert "50%" in screen.getvalue() and "One list is missing.\n" in screen.getvalue()
    assert screen.getvalue().endswith("\n") and "100%" in screen.getvalue()


def test_more_than_promised_and_nothing_at_all_are_no_trouble():
    with Progress(0, io.StringIO()) as progress:
        progress.advance(7)
    assert progress.done == 1

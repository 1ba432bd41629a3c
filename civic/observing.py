"""The socket of `manage.py doctor`: what an app looks at, and what it saw. Pure, no Django.

An app plugs its questions in by a file `doctor.py`. They are asked when the database answers and is migrated; the
words are for whoever keeps the server, in English, as the settings are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

WELL, NOTE, WRONG = "well", "note", "wrong"

Question = Callable[[], Iterator["Observation"]]
_questions: list[Question] = []


@dataclass(frozen=True)
class Observation:
    """Something is well, worth knowing (`NOTE`), or wrong."""

    verdict: str
    subject: str
    words: str


def question(asked: Question) -> Question:
    """Have the doctor ask the decorated function, which yields observations."""
    _questions.append(asked)
    return asked


def questions() -> list[Question]:
    """What apps have plugged in."""
    return list(_questions)

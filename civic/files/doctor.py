"""What `manage.py doctor` asks about the scanner of files."""

from collections.abc import Iterator

from django.conf import settings

from civic.files import scanner
from civic.observing import NOTE, WELL, WRONG, Observation, question


@question
def virus_scanner() -> Iterator[Observation]:
    if not settings.SCANNER:
        if not settings.DEMO:
            yield Observation(NOTE, "Virus scanner", "none: set SCANNER to have what people hand in looked at.")
        return
    try:
        scanner.ping()
    except scanner.Away as away:
        yield Observation(WRONG, "Virus scanner", f"does not answer, so no file is taken ({away}).")
    else:
        yield Observation(WELL, "Virus scanner", "answers.")

"""What the doctor looks at: the keys of boxes, and counts that stand still."""

import stat
from collections.abc import Iterator

from django.conf import settings

from civic.observing import NOTE, WELL, WRONG, Observation, question
from proposals.ballots import keys, reading, standings
from proposals.ballots.models import Box

SUBJECT = "Ballot keys"


@question
def ballot_keys() -> Iterator[Observation]:
    """Whether each box that is not counted has its key in both places, and none that is counted has one."""
    needed = {box.fingerprint: box for box in Box.objects.filter(key_gone_at=None, voided_at=None).order_by("pk")}
    wrong = False
    for fingerprint, box in needed.items():
        if words := _missing(box, keys.copies(fingerprint)):
            wrong = True
            yield Observation(WRONG, SUBJECT, words)
    kept = keys.kept()
    ended = Box.objects.filter(fingerprint__in=kept.keys() - needed.keys(), key_gone_at__isnull=False)
    counted = set(ended.values_list("fingerprint", flat=True))
    for path in (path for fingerprint in counted for path in kept[fingerprint]):
        wrong = True
        words = f"{path} came back after its box was counted, or its vote declared void: delete it and all copies."
        yield Observation(WRONG, SUBJECT, words)
    for path in (path for paths in kept.values() for path in paths):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            wrong = True
            yield Observation(WRONG, SUBJECT, f"others may read {path}: chmod 600.")
    one, two = settings.BALLOT_KEYS
    if needed and not settings.DEMO and one.exists() and two.exists() and one.stat().st_dev == two.stat().st_dev:
        yield Observation(NOTE, SUBJECT, f"{one} and {two} are on one disk: if it goes, open votes are lost.")
    if needed and not wrong:
        yield Observation(WELL, SUBJECT, f"of {len(needed)} boxes that are not counted lie in both {one} and {two}.")


def _missing(box, copies):
    """What to say where a key is not in both places; None where it is."""
    one, two = settings.BALLOT_KEYS
    name = f"{box.fingerprint}{keys.SUFFIX}"
    if copies == 0:
        return (f"the key of box {box.pk} ({box.subject}) is in neither {one} nor {two}: put {name} back, "
                f"or its {box.turnout} ballots are lost, and the team has to declare the vote void.")  # fmt: skip
    if copies == 1:
        return f"the key of box {box.pk} ({box.subject}) is in one place only: copy {name} between {one} and {two}."
    return None


@question
def shown_standings() -> Iterator[Observation]:
    """Files with a standing in them that is not whole."""
    for box in Box.objects.filter(sealed_gone_at=None).order_by("pk"):
        for path in standings.faulty(box):
            words = f"{path} holds what is no standing of box {box.pk}: it is not shown, and while the vote is open " \
                    "the clockwork writes it anew within seconds."
            yield Observation(WRONG, "Standing", words)


@question
def counts() -> Iterator[Observation]:
    """Counts that stand still, and turnouts that are not the number on the roll."""
    for box in Box.objects.exclude(fault="").order_by("pk"):
        words = f"of box {box.pk} ({box.subject}) stands still: {FAULTS[box.fault]}. Nothing was destroyed."
        yield Observation(WRONG, "Count", words)
    for box, turnout, rolls in reading.miscounted():
        yield Observation(WRONG, "Turnout", f"of box {box} is {turnout}, but {rolls} are on its roll.")


FAULTS = {
    "key": "its key is not there",
    "ballot": "a sealed ballot cannot be read under its key",
    "roll": "sealed ballots and people who voted online differ in number",
    "turnout": "the turnout is not the number on the roll",
    "rules": "a ballot breaks the rules of the vote",
    "digest": "the papers are not those that were opened",
    "copy": "a copy of its key is not in its place, so that it cannot be destroyed",
}

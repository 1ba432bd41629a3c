"""Endorses and says whom it has counted: `python -m tests.races.killed PROPOSAL HONEST PEOPLE…`.

HONEST is "yes" to say so after the commit, "no" to say so before it (the negative control).
"""

import os
import sys
from datetime import timedelta

import django


def main(proposal, honest, *people):
    django.setup()
    from django.db import transaction

    from proposals.actions import Arrival, endorse_many
    from tests.races.arena import DURING

    def endorse(person):
        arrival = Arrival(int(proposal), int(person), DURING)
        answer = endorse_many([arrival], clock=lambda: DURING + timedelta(seconds=1))
        os.write(1, f"{person} {answer[0].number}\n".encode())

    if honest == "yes":
        for person in people:
            endorse(person)
    else:
        with transaction.atomic():
            for person in people:
                endorse(person)


if __name__ == "__main__":
    main(*sys.argv[1:])

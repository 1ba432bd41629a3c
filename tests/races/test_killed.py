"""A process is killed in the middle of endorsing: whoever was told they count, counts."""

import os
import signal
import subprocess
import sys

from django.db import connection

from proposals.models import Endorsement, Proposal
from tests import databases
from tests.races import arena

PEOPLE = 3000
ENOUGH = 60  # acknowledgements after which it is killed
PIPE = 4096  # bytes: room for some hundred acknowledgements, so that it cannot end before it is killed


def told_before_the_kill(proposal, honest):
    """{person: number} as the process said before it was killed with signal 9."""
    people = [str(person) for person in arena.newcomers(PEOPLE)]
    environment = {**os.environ, "DATABASE_URL": databases.url(), "DEMO": "off", "CLOCKWORK": "off"}
    command = [sys.executable, "-m", "tests.races.killed", str(proposal.pk), honest, *people]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, pipesize=PIPE)
    try:
        lines = [process.stdout.readline() for _ in range(ENOUGH)]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    finally:
        process.kill()
        process.wait()
    whole = [line.split() for line in lines if line.endswith("\n")]
    assert ENOUGH <= len(whole) < PEOPLE, "void unless it was killed in the middle"
    return {int(person): int(number) for person, number in whole}


def counted():
    return dict(Endorsement.objects.values_list("person_id", "number"))


def test_every_acknowledged_endorsement_survives_the_kill(own_database):
    proposal = arena.collecting(threshold=30)
    told = told_before_the_kill(proposal, "yes")
    rows = counted()
    assert told.items() <= rows.items()
    assert len(rows) - len(told) <= 1, "at most the one whose answer was on its way"
    assert arena.faults(proposal, []) == []
    assert Proposal.objects.get(pk=proposal.pk).established_at


def test_control_acknowledged_before_the_commit_they_are_lost(own_database):
    proposal = arena.collecting(threshold=30)
    told = told_before_the_kill(proposal, "no")
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(0.2)")
    assert not told.items() <= counted().items()

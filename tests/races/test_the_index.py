"""Whoever writes documents against the clock that brings their counts up: neither waits for the other."""

from django.core.management import call_command
from django.db import transaction

from civic.search import indexing
from civic.search.asking import read
from civic.search.finding import Sight, suggested
from civic.search.kinds import kinds
from civic.search.models import Document
from proposals.search import NAME, follow_clock
from tests.races import arena
from tests.races.gates import Gate, under_way
from tests.waiting import PATIENCE


def test_the_clock_leaves_documents_that_are_being_written_for_its_next_turn(own_database, monkeypatch):
    documents = Document.objects.filter(kind=NAME, thing=arena.collecting().pk)
    documents.update(standing=7)
    gate = Gate(monkeypatch, indexing, "values")

    @transaction.atomic
    def write():
        documents.update(size=1)
        indexing.index(kinds[NAME], list(documents.values_list("thing", flat=True)))

    writing = under_way(write)
    assert gate.reached.wait(PATIENCE)
    assert follow_clock(arena.DURING) == 0
    gate.open()
    assert writing.outcome() is None
    documents.update(standing=7)
    assert follow_clock(arena.DURING) == 1


def test_everything_is_written_anew_and_packed_beside_readers(own_database):
    proposal = arena.collecting()
    Document.objects.all().delete()
    call_command("reindex")
    assert Document.objects.filter(kind=NAME).get().thing == proposal.pk
    [hit] = suggested(read(proposal.title), sight=Sight(), most=5)
    assert hit.thing == proposal.pk

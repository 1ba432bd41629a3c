"""A proposal in a database of its own, many hands at it at once, and what must hold afterwards."""

import contextlib
import threading
from collections import Counter
from datetime import timedelta

from django.db import connection

from civic.accounts import crowd
from civic.duties.models import Duty
from civic.lifecycle import Refusal
from civic.outbox.models import Mailing
from civic.record.models import Entry
from civic.windows import Window
from proposals import actions
from proposals.actions import Arrival, Counted
from proposals.duties import ANSWER
from proposals.models import Endorsement, Proposal
from tests import databases
from tests.proposals import life
from tests.proposals.life import OPENS, TICK
from tests.waiting import PATIENCE

DURING = OPENS + timedelta(days=1)
WINDOW = Window(OPENS, life.CLOSES)
CLOSES = life.CLOSES
CROWD, FEW = 0x43524F5744, 20  # "CROWD": the turn of whoever brings more than a few


def collecting(threshold=1500, count=0):
    """A proposal that is collecting and has `count` endorsements already."""
    cast = life.Cast()
    proposal = actions.pass_review(life.submitted(cast), cast.rui, now=life.PASSED, window=WINDOW, threshold=threshold)
    if count:
        early = crowd.admit(count, tag="early", at=OPENS)
        actions.endorse_many([Arrival(proposal.pk, person, OPENS) for person in early], clock=None)
    return proposal


def newcomers(number):
    return crowd.admit(number, tag="racer", at=OPENS)


def endorse(proposal, person, arrived_at=DURING):
    """One person's endorsement through the verb; a `Counted` or a `Refusal`."""
    (answer,) = actions.endorse_many([Arrival(proposal.pk, person, arrived_at)], clock=lambda: arrived_at + TICK)
    return answer


def at_once(*deeds):
    """Do all `deeds` in threads that start together; what each returned or raised, in order.

    One crowd at a time: two of them would be more than the server has connections for.
    """
    with databases.turn(CROWD) if len(deeds) > FEW else contextlib.nullcontext():
        return _at_once(deeds)


def _at_once(deeds):
    start, outcomes = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            outcomes[place] = deed()
        except BaseException as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=row, daemon=True) for row in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "a race came to no end"
    return outcomes


def counted(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, Counted)]


def refused(outcomes):
    return Counter(outcome.code for outcome in outcomes if isinstance(outcome, Refusal))


def faults(proposal, outcomes):
    """Every promise that is broken, in words; none when all is well."""
    proposal = Proposal.objects.get(pk=proposal.pk)
    rows = list(Endorsement.objects.filter(proposal=proposal).order_by("number"))
    events = Counter(Entry.objects.about(proposal).values_list("verb", flat=True))
    letters = Mailing.objects.filter(subject=proposal.record_key, kind="proposals.established").count()
    fresh = [answer for answer in counted(outcomes) if answer.fresh]
    due = 1 if len(rows) >= proposal.threshold else 0
    broken = {
        "somebody got an error": any(isinstance(outcome, BaseException) for outcome in outcomes),
        "numbers have gaps or twins": [row.number for row in rows] != list(range(1, len(rows) + 1)),
        "somebody is counted twice": len({row.person_id for row in rows}) != len(rows),
        "the count is not the rows": proposal.endorsement_count != len(rows),
        "two were told the same number": len({answer.number for answer in fresh}) != len(fresh),
        "established not exactly once": events["established"] != due or letters != due,
        "not owed an answer exactly once": Duty.objects.about(proposal).filter(kind=ANSWER).count() != due,
        "established without its instant": bool(proposal.established_at) != bool(due),
        "established at another instant": bool(due)
        and proposal.established_at != max(row.arrived_at for row in rows[: proposal.threshold]),
        "an endorsement from outside the window": any(
            not proposal.opens_at <= row.arrived_at < proposal.closes_at for row in rows
        ),
    }
    return [words for words, is_broken in broken.items() if is_broken]

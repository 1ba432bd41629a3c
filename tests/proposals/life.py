"""Proposals brought to a phase by the verbs themselves, so that every test begins with a true one.

The clock: submitted on Monday 2 March 2026 at 10:00 Taipei, passed on Tuesday, open from Wednesday
00:00 until the end of Friday 17 April. Reviewed against the terms that migrations brought, unless
a smaller threshold is asked for.
"""

from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from civic.accounts import crowd
from civic.city.models import Theme
from civic.duties import actions as duties
from civic.duties.models import Duty
from civic.duties.rules import months, working_days
from civic.lifecycle import Refused
from proposals import actions
from proposals.actions import Arrival
from proposals.duties import ANSWER, REVIEW
from proposals.models import Proposal
from tests import people

TAIPEI = ZoneInfo("Asia/Taipei")
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)


def at(*parts):
    """An instant by the clock on the wall in Taipei."""
    return datetime(*parts, tzinfo=TAIPEI)


SUBMITTED = at(2026, 3, 2, 10)
PASSED = at(2026, 3, 3, 10)
OPENS = at(2026, 3, 4)
CLOSES = at(2026, 4, 18)
THRESHOLD = 3


class Cast:
    """The people of `tests.people`, each made when first asked for: `cast.bo`."""

    stranger = None

    def __init__(self, **known):
        vars(self).update(known)

    def __getattr__(self, nickname):
        if nickname not in people.CAST:
            raise AttributeError(nickname)
        person = people.CAST[nickname]()
        setattr(self, nickname, person)
        return person


def draft(cast, proposer=None, **fields):
    texts = {
        "title": "在路口種樹",
        "body": "夏天等紅燈的地方沒有樹蔭。",
        "benefits": "走路的人有樹蔭。",
        "theme": Theme.objects.first(),
        "agency": people.transport(),
    }
    return actions.save_draft(proposer or cast.bo, now=SUBMITTED - DAY, **{**texts, **fields})


def submitted(cast, **fields):
    return actions.submit(draft(cast, **fields), cast.bo, now=SUBMITTED)


def amend(cast, **fields):
    return actions.ask_to_amend(submitted(cast, **fields), cast.rui, now=PASSED, note="請寫明是哪些路口")


def refused(cast, *grounds, **fields):
    return actions.refuse(
        submitted(cast, **fields), cast.rui, now=PASSED, grounds=grounds or ["R05"], note="看不出地點"
    )


def passed(cast, threshold=THRESHOLD, **fields):
    """Passed: scheduled, collecting, counting or lapsed, as the clock has it."""
    return actions.pass_review(submitted(cast, **fields), cast.rui, now=PASSED, threshold=threshold)


def endorse(proposal, number, when):
    """`number` new people endorse at `when`; what `endorse_many` said."""
    arrivals = [Arrival(proposal.pk, person, when) for person in crowd.admit(number, tag="crowd", at=when)]
    answers = actions.endorse_many(arrivals, clock=lambda: when)
    proposal.refresh_from_db()
    return answers


def endorse_as(person, proposal, when, **said):
    """`person` endorses, and the database is asked at the same instant; what `endorse_many` said."""
    (answer,) = actions.endorse_many([Arrival(proposal.pk, person.pk, when, **said)], clock=lambda: when)
    return answer


def established(cast, threshold=THRESHOLD, when=OPENS + DAY, **fields):
    proposal = passed(cast, threshold, **fields)
    endorse(proposal, threshold, when)
    return proposal


def answered(cast, published_at=OPENS + 3 * DAY, **fields):
    return answer(cast, established(cast, **fields), published_at)


def answer(cast, proposal, published_at=OPENS + 3 * DAY):
    actions.set_demands(proposal, cast.ann, now=OPENS + 2 * DAY, texts=["種樹", "設遮陽棚"])
    reasons = {1: ("adopted", "明年春天種", proposal.agency), 2: ("declined", "視距不足", proposal.agency)}
    actions.draft_answer(proposal, cast.ann, now=OPENS + 2 * DAY, text="感謝提議。", findings=reasons)
    return actions.publish_answer(proposal, cast.ann, now=published_at)


def withdrawn(cast, **fields):
    return actions.withdraw(passed(cast, **fields), cast.bo, now=OPENS + DAY, reason="市府已經開始做了")


# How each phase comes about, and an instant at which it is that phase.
PHASES = {
    "draft": (draft, SUBMITTED),
    "submitted": (submitted, SUBMITTED + TICK),
    "amend": (amend, PASSED + TICK),
    "not_amended": (amend, at(2026, 4, 3)),
    "refused": (refused, PASSED + TICK),
    "scheduled": (passed, PASSED + TICK),
    "collecting": (passed, OPENS + DAY),
    "counting": (passed, CLOSES),
    "lapsed": (passed, CLOSES + timedelta(seconds=30)),
    "withdrawn": (withdrawn, OPENS + 2 * DAY),
    "established": (established, OPENS + 2 * DAY),
    "answered": (answered, OPENS + 4 * DAY),
}


def in_phase(name, cast):
    """(a proposal, an instant at which it is in the phase `name`)"""
    bring, now = PHASES[name]
    return bring(cast), now


def duty(proposal, name):
    """One of its duties as it is now."""
    return Duty.objects.about(proposal).get(kind=f"proposals.{name}")


def due(proposal, name):
    """The half-open end of one of its duties as it is now."""
    return duty(proposal, name).due_at


def owe(proposal):
    """For a proposal that was put into the database as it is: the duties that go with it; the proposal again."""
    if proposal.submitted_at:
        duties.impose(proposal, {REVIEW: working_days(5)}, at=proposal.submitted_at)
        if proposal.reviewed_at:
            duties.fulfil(proposal, REVIEW, at=proposal.reviewed_at)
    if proposal.established_at:
        duties.impose(proposal, {ANSWER: months(2)}, at=proposal.established_at, agency_id=proposal.agency_id)
        if proposal.answered_at:
            duties.fulfil(proposal, ANSWER, at=proposal.answered_at)
    if needless_at := proposal.withdrawn_at or proposal.answered_at:
        began = [at for at in (proposal.submitted_at, proposal.established_at) if at]
        duties.release(proposal, at=max([needless_at, *began]))  # whatever the facts say, none ends before it began
    return proposal


def row(proposal):
    """Every column as the database has it now."""
    return Proposal.objects.filter(pk=proposal.pk).values().get()


TABLES = (
    "proposal", "proposal_supporting", "endorsement", "demand", "answer", "finding", "evidence", "message", "look",
    "formeranswer", "formertext",
)  # fmt: skip
TOLD = ("record_entry", "outbox_mailing", "duties_duty")
EVERYTHING = " union all ".join(
    [f"select '{name}', t::text from proposals_{name} t" for name in TABLES]
    + [f"select '{name}', t::text from {name} t where subject like 'proposal:%'" for name in TOLD]
)


def everything():
    """Every row of what proposals are made of, as text: what a refused verb must leave as it was."""
    with connection.cursor() as cursor:
        cursor.execute(f"{EVERYTHING} order by 1, 2")
        return cursor.fetchall()


@contextmanager
def refusing(code):
    """What happens inside is refused with `code`, and nothing at all is written."""
    before = everything()
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.refusal.code == code
    assert str(refusal.value.refusal), "a refusal says why"
    assert everything() == before

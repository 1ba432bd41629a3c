"""What the clock alone does: once, in order, at its own instants, however late somebody looks."""

from datetime import timedelta

import pytest

from civic.duties.clockwork import reminders
from civic.outbox.models import Mailing
from civic.record.models import Entry
from proposals import actions, clockwork, rules
from proposals.models import Proposal
from tests.proposals import life
from tests.proposals.life import CLOSES, DAY, OPENS, TICK, at

pytestmark = pytest.mark.django_db
LAPSES = CLOSES + rules.COUNTING_TIME


def recorded(proposal):
    """[(verb, instant)] of what the clock put on record."""
    entries = Entry.objects.about(proposal).filter(actor="clock")
    return [(entry.verb, entry.at) for entry in entries]


def posted(proposal, *kinds):
    mailings = Mailing.objects.filter(subject=proposal.record_key, kind__in=[f"proposals.{kind}" for kind in kinds])
    return list(mailings.order_by("pk"))


def test_nothing_happens_a_microsecond_before_the_window_opens(cast):
    proposal = life.passed(cast)
    before = life.row(proposal)
    assert clockwork.turns(OPENS - TICK) == 0
    assert life.row(proposal) == before
    assert recorded(proposal) == []


def test_at_opening_the_version_rises_and_opened_is_recorded_and_posted(cast):
    proposal = life.passed(cast)
    assert clockwork.turns(OPENS) == 1
    now = life.row(proposal)
    assert now["version"] == proposal.version + 1
    assert now["looks_again_at"] == CLOSES
    assert recorded(proposal) == [("opened", OPENS)]
    assert len(posted(proposal, "opened")) == 1


def test_at_the_end_the_version_rises_and_half_a_minute_later_it_has_lapsed(cast):
    proposal = life.passed(cast)
    clockwork.turns(OPENS)
    life.endorse(proposal, 2, OPENS + DAY)
    assert clockwork.turns(CLOSES) == 1
    assert recorded(proposal) == [("opened", OPENS)], "what arrived in time is still being counted"
    assert clockwork.turns(LAPSES - TICK) == 0
    assert clockwork.turns(LAPSES) == 1
    assert recorded(proposal) == [("opened", OPENS), ("lapsed", LAPSES)]
    (letter,) = posted(proposal, "lapsed")
    assert letter.data == {"count": 2}
    assert life.row(proposal)["looks_again_at"] is None


def test_missed_turns_are_made_up_for_each_at_its_own_instant(cast):
    proposal = life.passed(cast)
    assert clockwork.turns(LAPSES + 30 * DAY) == 3
    assert recorded(proposal) == [("opened", OPENS), ("lapsed", LAPSES)]
    assert life.row(proposal)["version"] == proposal.version + 3


def test_a_second_look_does_nothing(cast):
    proposal = life.passed(cast)
    clockwork.turns(LAPSES)
    before = life.row(proposal)
    assert clockwork.turns(LAPSES + DAY) == 0
    assert life.row(proposal) == before
    assert len(posted(proposal, "opened", "lapsed")) == 2


def test_an_established_proposal_does_not_lapse(cast):
    proposal = life.established(cast)
    clockwork.turns(LAPSES)
    assert ("lapsed", LAPSES) not in recorded(proposal)
    assert life.row(proposal)["looks_again_at"] is None


def test_a_withdrawn_proposal_neither_opens_nor_lapses(cast):
    proposal = life.passed(cast)
    actions.withdraw(proposal, cast.bo, now=OPENS - DAY / 2, reason="已經有人提了")
    assert clockwork.turns(LAPSES) == 0
    assert recorded(proposal) == []


def test_a_turn_taken_half_way_is_not_taken_at_all(cast, monkeypatch):
    proposal = life.passed(cast)
    before = life.row(proposal)

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("proposals.actions.by_the_clock.tell", killed)
    with pytest.raises(KeyboardInterrupt):
        actions.take_turns(proposal, now=OPENS)
    assert life.row(proposal) == before


def test_a_dead_clockwork_keeps_no_window_open(cast):
    proposal = life.passed(cast)
    assert rules.phase(proposal, LAPSES) == "lapsed"
    (answer,) = life.endorse(proposal, 1, CLOSES)
    assert answer.code == "late"


# --- deadlines -----------------------------------------------------------------------------------


def letters(proposal):
    """[(kind, duty, days)] of the deadline letters so far."""
    rows = posted(proposal, "deadline", "overdue")
    return [(row.kind.removeprefix("proposals."), row.data["duty"], row.data.get("days")) for row in rows]


def test_a_review_is_reminded_of_when_due_and_when_over(cast):
    """Submitted Monday 2 March, due at the end of Monday 9 March: never ten days away."""
    proposal = life.submitted(cast)
    assert reminders(life.SUBMITTED) == 0
    assert reminders(at(2026, 3, 6, 0) - TICK) == 0
    assert reminders(at(2026, 3, 6, 0)) == 1
    assert reminders(at(2026, 3, 8, 23)) == 0
    assert reminders(at(2026, 3, 9, 0)) == 1
    assert reminders(at(2026, 3, 10, 0) - TICK) == 0
    assert reminders(at(2026, 3, 10, 0)) == 1
    assert reminders(at(2026, 5, 1, 0)) == 0
    assert letters(proposal) == [("deadline", "review", 3), ("deadline", "review", 0), ("overdue", "review", None)]


def test_no_reminder_while_an_amendment_is_awaited(cast):
    proposal = life.amend(cast)
    assert reminders(at(2026, 4, 2)) == 0
    actions.amend(proposal, cast.bo, now=at(2026, 4, 2))
    assert reminders(life.due(proposal, "review") + 60 * DAY) == 1


def test_every_deadline_of_an_agency_is_reminded_of(cast):
    """Established on 5 March: timetable due 16 March, contact 25 March, answer 5 May."""
    proposal = life.established(cast)
    days = [proposal.established_at + n * DAY for n in range(70)]
    assert sum(reminders(day) for day in days) == len(letters(proposal))
    for duty in ("timetable", "contact", "answer"):
        steps = [(kind, left) for kind, name, left in letters(proposal) if name == duty]
        assert steps == [("deadline", 10), ("deadline", 3), ("deadline", 0), ("overdue", None)], duty


def test_late_only_the_letter_that_fits_is_posted(cast):
    proposal = life.established(cast)
    reminders(life.due(proposal, "answer") - 2 * DAY)
    assert ("deadline", "answer", 1) in letters(proposal)
    assert [duty for _kind, duty, _days in letters(proposal)].count("answer") == 1


def test_what_is_done_is_not_reminded_of(cast):
    proposal = life.established(cast)
    actions.publish_timetable(proposal, cast.ann, now=OPENS + 2 * DAY, text="四月會勘")
    actions.record_contact(proposal, cast.ann, now=OPENS + 2 * DAY)
    reminders(life.due(proposal, "contact"))
    assert letters(proposal) == []


def test_an_answered_proposal_owes_nothing(cast):
    proposal = life.answered(cast)
    assert reminders(life.due(proposal, "answer") + 30 * DAY) == 0


def test_a_new_deadline_after_an_extension_is_reminded_of_anew(cast):
    proposal = life.established(cast)
    reminders(life.due(proposal, "answer") - TICK)
    late = life.due(proposal, "answer") - TICK
    actions.extend(proposal, cast.ann, now=late, reason="要等鑑定報告", months=1)
    reminders(life.due(proposal, "answer") - timedelta(hours=1))
    assert [row for row in letters(proposal) if row[1] == "answer"] == [
        ("deadline", "answer", 0),
        ("deadline", "answer", 0),
    ]


def test_the_chores_look_only_at_what_is_due(cast, django_assert_num_queries):
    life.passed(cast)
    assert Proposal.objects.filter(looks_again_at__isnull=False).count() == 1
    with django_assert_num_queries(1):
        clockwork.turns(OPENS - TICK)

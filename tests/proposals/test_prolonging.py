"""The end of a window moves later only: by an administrator, with a public reason, seen by the recount."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from civic.outbox.models import Mailing
from civic.record.models import Entry
from proposals import actions, clockwork, recount
from tests.proposals import life
from tests.proposals.life import CLOSES, DAY, OPENS, TICK, refusing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def prolong(cast, proposal, now=OPENS, by=HOUR, reason="網站停擺", who=None):
    return actions.prolong(proposal, who or cast.ada, now=now, by=by, reason=reason)


def test_a_window_ends_later_and_everything_goes_by_the_new_end(cast):
    proposal = prolong(cast, life.passed(cast), now=CLOSES - TICK)
    assert (proposal.closes_at, proposal.phase(CLOSES)) == (CLOSES + HOUR, "collecting")
    assert life.endorse_as(cast.mei, proposal, CLOSES + HOUR - TICK).number == 1
    assert life.endorse_as(cast.kai, proposal, CLOSES + HOUR).code == "late"
    assert clockwork.turns(CLOSES + 2 * DAY) and recount.wrong() == []
    assert [entry.at for entry in Entry.objects.about(proposal).filter(verb="lapsed")] == [
        CLOSES + HOUR + timedelta(seconds=30)
    ]
    assert Entry.objects.about(proposal).public().get(verb="prolonged").data["reason"] == "網站停擺"
    assert Mailing.objects.filter(kind="proposals.prolonged", subject=proposal.record_key).count() == 1


def test_an_opening_that_the_clock_has_not_noted_yet_is_noted_all_the_same(cast):
    proposal = prolong(cast, life.passed(cast), now=OPENS + DAY)
    clockwork.turns(OPENS + DAY)
    assert [entry.verb for entry in Entry.objects.about(proposal).filter(actor="clock")] == ["opened"]
    assert life.row(proposal)["looks_again_at"] == CLOSES + HOUR


def lapses(proposal):
    """The letters that it has lapsed, as they are posted now."""
    return Mailing.objects.filter(kind="proposals.lapsed", subject=proposal.record_key).count()


def test_a_window_that_ended_in_an_outage_opens_again_and_lapses_anew(cast):
    """Nobody could get in from 23:00; at 09:00 an administrator gives the hour back."""
    proposal, morning = life.passed(cast), CLOSES + 9 * HOUR
    clockwork.turns(morning)
    assert (proposal.phase(morning), lapses(proposal)) == ("lapsed", 1)
    proposal = prolong(cast, proposal, now=morning, by=10 * HOUR)
    assert (proposal.phase(morning), proposal.closes_at, lapses(proposal)) == ("collecting", CLOSES + 10 * HOUR, 0)
    assert life.endorse_as(cast.mei, proposal, CLOSES + 10 * HOUR - TICK).number == 1
    assert clockwork.turns(CLOSES + 11 * HOUR) == 2 and lapses(proposal) == 1
    told = [(entry.at, entry.data["count"]) for entry in Entry.objects.about(proposal).filter(verb="lapsed")]
    half = timedelta(seconds=30)
    assert told == [(CLOSES + half, 0), (CLOSES + 10 * HOUR + half, 1)]
    assert recount.wrong() == []


def test_whoever_was_told_that_it_lapsed_is_told_of_the_end_of_the_new_window_as_well(cast):
    proposal = life.passed(cast)
    clockwork.turns(CLOSES + HOUR)
    Mailing.objects.filter(kind="proposals.lapsed").update(expanded_at=CLOSES + HOUR)
    prolong(cast, proposal, now=CLOSES + HOUR, by=2 * HOUR)
    clockwork.turns(CLOSES + 3 * HOUR)
    assert lapses(proposal) == 2


def test_an_end_that_the_clock_has_not_noted_yet_is_none(cast):
    proposal = life.passed(cast)
    clockwork.turns(CLOSES - DAY)
    prolong(cast, proposal, now=CLOSES + HOUR, by=2 * HOUR)
    clockwork.turns(CLOSES + HOUR)
    assert not Entry.objects.about(proposal).filter(verb="lapsed").exists() and lapses(proposal) == 0


def test_only_an_administrator_and_only_later_and_only_until_a_week_after_the_end(cast):
    proposal = life.passed(cast)
    for who in (cast.mei, cast.rui, cast.ann):
        with refusing("no_role"):
            prolong(cast, proposal, who=who)
    for by in (timedelta(0), -HOUR, 91 * DAY):
        with refusing("not_later"):
            prolong(cast, proposal, by=by)
    with refusing("no_reason"):
        prolong(cast, proposal, reason="\u3164 \u2800")
    for words, code in (("陳柏宇要求的", "personal_data"), ("A123456789 打不開", "identity_number")):
        with refusing(code):
            prolong(cast, proposal, reason=words)
    for now in (CLOSES + HOUR, CLOSES + HOUR + TICK):
        with refusing("ends_in_the_past"):
            prolong(cast, proposal, now=now)
    with refusing("window_over"):
        prolong(cast, proposal, now=CLOSES + 7 * DAY, by=8 * DAY)
    for other in (life.submitted(cast), life.withdrawn(cast), life.refused(cast)):
        with refusing("no_window"):
            prolong(cast, other)
    assert prolong(cast, proposal, now=CLOSES + 7 * DAY - TICK, by=8 * DAY).closes_at == CLOSES + 8 * DAY


def test_it_is_done_in_the_administration_for_all_that_are_chosen(client, cast, at):
    proposals = [life.passed(cast), life.established(cast), life.submitted(cast)]
    at(OPENS + 2 * DAY)
    client.force_login(cast.ada)
    chosen = {"action": "prolong", "_selected_action": [proposal.pk for proposal in proposals]}
    for said in ({"minutes": "x", "reason": "停擺"}, {"minutes": "30", "reason": ""}):
        client.post("/admin/proposals/proposal/", chosen | said)
    assert not Entry.objects.filter(verb="prolonged").exists()
    client.post("/admin/proposals/proposal/", chosen | {"minutes": "30", "reason": "停擺"})
    assert [life.row(proposal)["closes_at"] for proposal in proposals] == [CLOSES + HOUR / 2] * 2 + [None]


def test_page_and_history_say_the_new_end_and_the_old_one(client, cast, at):
    proposal = prolong(cast, life.passed(cast), by=timedelta(minutes=90))
    at(CLOSES + timedelta(minutes=30))
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "今天 01:30 截止" in page, "prolonged into the next day"
    assert "2026年4月18日 01:30 截止，原為 2026年4月17日 24:00" in page


def test_a_recount_finds_endorsements_outside_the_window(cast):
    proposal = life.passed(cast)
    life.endorse(proposal, 2, OPENS + DAY)
    assert recount.wrong() == []
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table proposals_proposal disable trigger user")
        cursor.execute("update proposals_proposal set closes_at = opens_at + interval '1 hour'")
        cursor.execute("alter table proposals_proposal enable trigger user")
    (row,) = recount.wrong()
    assert (row.proposal, row.rows, row.outside) == (proposal.pk, 2, 2)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("recount", stdout=out)
    assert "2 outside the window" in out.getvalue()

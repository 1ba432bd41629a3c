"""A decision of the review is taken back by whoever made it, until its letter leaves; then the desk leads on."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from civic.city.models import Closure
from civic.duties import closing
from civic.outbox.backlog import backlogs
from civic.outbox.expanding import expand
from civic.outbox.models import Letter, Mailing
from civic.record.models import Entry
from proposals import actions, marks
from proposals.models import FormerText, Proposal
from tests import people
from tests.pages import text
from tests.proposals import life
from tests.proposals.life import DAY, OPENS, PASSED, TICK, at, refusing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DECIDED = {"passed": life.passed, "refused": life.refused, "amend": life.amend}


def told(proposal, kind):
    return Letter.objects.filter(mailing__kind=f"proposals.{kind}", mailing__subject=proposal.record_key).count()


@pytest.mark.parametrize("decision", DECIDED)
def test_the_letter_waits_two_hours_and_nobody_calls_that_a_backlog(cast, decision):
    assert cast.ann, "somebody who acts for the agency"
    proposal = DECIDED[decision](cast)
    expand(PASSED + 2 * HOUR - TICK)
    assert told(proposal, decision) == 0 and told(proposal, "received") == 1
    assert backlogs(PASSED + HOUR)["mailing"].waiting == 0
    expand(PASSED + 2 * HOUR)
    assert told(proposal, decision) == 1


@pytest.mark.parametrize("decision", DECIDED)
def test_a_decision_taken_back_leaves_the_proposal_under_review_as_it_was(cast, decision):
    waiting = life.row(life.submitted(cast))
    proposal, due = DECIDED[decision](cast), life.due(Proposal.objects.get(pk=waiting["id"]), "review")
    proposal = actions.take_back(proposal, cast.rui, now=PASSED + HOUR)
    after = life.row(proposal)
    same = after.keys() - {"id", "version", "created_at"}
    assert {name: after[name] for name in same} == {name: waiting[name] for name in same}
    duty = life.duty(proposal, "review")
    assert (duty.is_owed, duty.due_at) == (True, due)
    assert not FormerText.objects.exists()
    expand(PASSED + DAY)
    assert told(proposal, decision) == 0
    entry = Entry.objects.about(proposal).get(verb="taken_back")
    assert (entry.data, entry.is_public) == ({"decision": decision}, decision != "amend")


@pytest.mark.parametrize("decision", DECIDED)
def test_a_typhoon_between_the_decision_and_its_taking_back_moves_the_deadline_too(cast, decision):
    proposal = DECIDED[decision](cast)
    before = life.due(proposal, "review")
    closing.enter(cast.ada, now=PASSED + TICK, days=[date(2026, 3, 4)], reason="颱風")
    proposal = actions.take_back(proposal, cast.rui, now=PASSED + HOUR)
    duty = life.duty(proposal, "review")
    assert (before, duty.due_at) == (at(2026, 3, 10), at(2026, 3, 11)) and duty.earlier_ends == [before]
    moved = {"duty": "review", "was": "2026-03-09", "last_day": "2026-03-10"}
    said = {"days": ["2026-03-04"], "reason": "颱風", "is_back": False, "moves": [moved]}
    assert Entry.objects.about(proposal).get(verb="moved").data == said
    assert Mailing.objects.get(kind="proposals.moved", subject=proposal.record_key).data == said


def test_a_closure_that_is_gone_before_the_taking_back_moves_nothing_and_one_taken_back_moves_it_back(cast):
    proposal, rui = life.passed(cast), cast.rui
    closing.enter(cast.ada, now=PASSED + TICK, days=[date(2026, 3, 4)], reason="颱風")
    closing.take_back(cast.ada, Closure.objects.get(), now=PASSED + 2 * TICK, reason="照常上班")
    proposal = actions.take_back(proposal, rui, now=PASSED + HOUR)
    assert not Mailing.objects.filter(kind="proposals.moved").exists()
    closing.enter(cast.ada, now=PASSED + HOUR, days=[date(2026, 3, 4)], reason="颱風")
    actions.pass_review(proposal, rui, now=PASSED + HOUR)
    closing.take_back(cast.ada, Closure.objects.get(), now=PASSED + HOUR + TICK, reason="照常上班")
    actions.take_back(proposal, rui, now=PASSED + 2 * HOUR)
    mailing = Mailing.objects.filter(kind="proposals.moved").last()
    assert (mailing.data["is_back"], mailing.data["reason"], mailing.data["days"]) == (True, "照常上班", ["2026-03-04"])
    assert life.due(proposal, "review") == at(2026, 3, 10)


@pytest.mark.parametrize("decision", DECIDED)
def test_it_can_be_decided_again_and_then_is_told_once(cast, decision):
    proposal, rui = DECIDED[decision](cast), cast.rui
    actions.take_back(proposal, rui, now=PASSED + HOUR)
    actions.ask_to_amend(proposal, rui, now=PASSED + HOUR, note="請寫明路口")
    actions.take_back(proposal, rui, now=PASSED + HOUR)
    actions.pass_review(proposal, rui, now=PASSED + 2 * HOUR)
    expand(PASSED + DAY)
    assert (told(proposal, "passed"), told(proposal, "amend"), told(proposal, "refused")) == (1, 0, 0)


@pytest.mark.parametrize("decision", DECIDED)
def test_not_once_the_letter_has_left_and_by_nobody_else(cast, decision):
    proposal, rui, other = DECIDED[decision](cast), cast.rui, people.person("ren", roles=["reviewer"])
    with refusing("other_reviewer"):
        actions.take_back(proposal, other, now=PASSED + HOUR)
    with refusing("letter_left"):
        actions.take_back(proposal, rui, now=PASSED + 2 * HOUR)
    Mailing.objects.filter(kind=f"proposals.{decision}").update(expanded_at=PASSED)
    with refusing("letter_left"):
        actions.take_back(proposal, rui, now=PASSED + HOUR)


def test_once_endorsing_has_begun_a_passing_stands_and_its_letter_leaves_before(cast):
    proposal, rui = life.submitted(cast), cast.rui
    proposal = actions.pass_review(proposal, rui, now=at(2026, 3, 3, 23, 30))
    assert Mailing.objects.get(kind="proposals.passed").at == OPENS
    with refusing("nothing_decided"):
        actions.take_back(proposal, rui, now=OPENS)


def test_a_text_that_is_being_amended_is_not_taken_away_from_its_proposer(cast):
    proposal, rui = life.amend(cast), cast.rui
    actions.save_draft(cast.bo, now=PASSED, proposal=proposal, body="夏天等紅燈沒有樹蔭，例如中正路口。")
    with refusing("touched"):
        actions.take_back(proposal, rui, now=PASSED + HOUR)
    actions.amend(proposal, cast.bo, now=PASSED)
    with refusing("nothing_decided"):
        actions.take_back(proposal, rui, now=PASSED + HOUR)


def test_what_was_withdrawn_meanwhile_stays_so(cast):
    proposal, rui = life.passed(cast), cast.rui
    actions.withdraw(proposal, cast.bo, now=PASSED, reason="我自己來")
    with refusing("nothing_decided"):
        actions.take_back(proposal, rui, now=PASSED + HOUR)


def test_the_administrators_are_not_warned_of_what_was_taken_back(cast):
    proposal = life.passed(cast, agency=people.parks())
    assert Mailing.objects.filter(kind="proposals.unattended").count() == 1
    actions.take_back(proposal, cast.rui, now=PASSED + HOUR)
    assert not Mailing.objects.filter(kind="proposals.unattended").exists()


def test_the_desk_offers_it_to_whoever_decided_for_two_hours(cast, enter, at):
    proposal = life.refused(cast)
    one, deed = (reverse(f"desk:{name}", args=[proposal.pk]) for name in ("review_one", "taking_back"))
    at(PASSED + HOUR)
    assert "收回決定" not in text(enter(people.person("ren", roles=["reviewer"])).get(one))
    assert "收回決定" in text(enter(cast.rui).get(one))
    assert enter(cast.rui).post(deed).headers["Location"] == one
    page = text(enter(cast.rui).get(one))
    assert "收回檢核決定" in page and "不通過" in page
    assert Proposal.objects.get(pk=proposal.pk).phase(PASSED + HOUR) == "submitted"
    late = enter(cast.rui).post(deed)
    assert late.status_code == 409 and "沒有可以收回的決定" in text(late)


def test_after_a_decision_the_desk_leads_to_the_next_case_that_is_not_ones_own(cast, enter, at):
    first, own, last = (life.submitted(cast, title=title) for title in ("先送出的", "自己的", "後送出的"))
    Proposal.objects.filter(pk=own.pk).update(proposer=cast.rui)
    at(PASSED)
    typed = {"refusal-grounds": ["R05"], "refusal-note": "不明確"}
    seen = {each.pk: {"refusal-seen": marks.reviewed(each)} for each in (first, last)}
    page = enter(cast.rui).get(reverse("desk:review_one", args=[first.pk]))
    assert reverse("desk:review_one", args=[last.pk]) in page.content.decode()
    answer = enter(cast.rui).post(reverse("desk:refusal", args=[first.pk]), typed | seen[first.pk])
    assert answer.headers["Location"] == reverse("desk:review_one", args=[last.pk])
    answer = enter(cast.rui).post(reverse("desk:refusal", args=[last.pk]), typed | seen[last.pk])
    assert answer.headers["Location"] == reverse("desk:review")

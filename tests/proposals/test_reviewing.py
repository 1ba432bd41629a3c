"""Submitting, amending, passing, refusing: the review and its clock of working days."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from civic.city import calendar
from civic.city.models import Closure, Theme
from civic.outbox.models import Mailing
from civic.record.models import Entry
from civic.windows import Window
from proposals import actions, rules
from proposals.models import Terms
from tests import people
from tests.proposals import life
from tests.proposals.life import CLOSES, DAY, OPENS, PASSED, SUBMITTED, TICK, at, refusing

pytestmark = pytest.mark.django_db


def verbs(proposal):
    return [entry.verb for entry in Entry.objects.about(proposal)]


def kinds(proposal):
    return [mailing.kind for mailing in Mailing.objects.filter(subject=proposal.record_key).order_by("pk")]


# --- the proposer ------------------------------------------------------------------------------


def test_the_review_is_due_when_the_fifth_working_day_after_submitting_ends(cast):
    proposal = life.submitted(cast)
    assert proposal.submitted_at == SUBMITTED
    assert life.due(proposal, "review") == at(2026, 3, 10), "Monday the 2nd, so Monday the 9th is the last day"
    assert verbs(proposal) == ["received"]
    assert kinds(proposal) == ["proposals.received"]


def test_the_last_microsecond_of_a_day_still_belongs_to_it(cast):
    late = actions.submit(life.draft(cast), cast.bo, now=at(2026, 3, 3) - TICK)
    next_day = actions.submit(life.draft(cast), cast.bo, now=at(2026, 3, 3))
    assert (life.due(late, "review"), life.due(next_day, "review")) == (at(2026, 3, 10), at(2026, 3, 11))


def test_a_typhoon_day_is_not_counted(cast):
    Closure.objects.create(day=date(2026, 3, 4), reason="颱風")
    calendar.forget_closures()
    assert life.due(life.submitted(cast), "review") == at(2026, 3, 11)


def test_a_draft_is_incomplete_without_each_of_its_texts(cast):
    for field in ("title", "body", "benefits"):
        proposal = life.draft(cast, **{field: " \n"})
        with refusing("incomplete"):
            actions.submit(proposal, cast.bo, now=SUBMITTED)
    proposal = life.draft(cast, theme=None)
    with refusing("no_theme"):
        actions.submit(proposal, cast.bo, now=SUBMITTED)


@pytest.mark.parametrize(
    ("empty", "sentence", "english"),
    [
        ({"title": " "}, "請先填寫：主題。", "Please fill in first: the title."),
        ({"body": "", "benefits": "\n"}, "請先填寫：提議內容、利益與影響。",
         "Please fill in first: the proposal, its benefits."),
        ({"benefits": "", "theme": None}, "請先填寫：利益與影響、主題分類。",
         "Please fill in first: its benefits, the theme."),
    ],
)  # fmt: skip
def test_only_what_is_missing_is_named(cast, empty, sentence, english):
    refusal = rules.may_submit(life.draft(cast, **empty), cast.bo, SUBMITTED)
    assert str(refusal.sentence) == sentence
    with translation.override("en"):
        assert str(refusal.sentence) == english


def test_nobody_submits_twice_or_for_somebody_else(cast):
    draft = life.draft(cast)
    with refusing("not_proposer"):
        actions.submit(draft, cast.mei, now=SUBMITTED)
    proposal = actions.submit(draft, cast.bo, now=SUBMITTED)
    with refusing("already_submitted"):
        actions.submit(proposal, cast.bo, now=SUBMITTED)


def test_who_has_confirmed_only_an_email_drafts_but_does_not_submit(cast):
    draft = life.draft(cast, proposer=cast.sam)
    draft = actions.save_draft(cast.sam, now=SUBMITTED, proposal=draft, title="路口")
    with refusing("level_2"):
        actions.submit(draft, cast.sam, now=SUBMITTED)
    with refusing("sign_in"):
        actions.save_draft(None, now=SUBMITTED, title="路口")


def test_a_text_cannot_be_changed_once_it_is_submitted(cast):
    proposal = life.submitted(cast)
    with refusing("not_editable"):
        actions.save_draft(cast.bo, now=SUBMITTED, proposal=proposal, title="別的")
    with refusing("not_editable"):
        actions.add_evidence(proposal, cast.bo, now=SUBMITTED, title="連結", url="https://example.org/")


def test_evidence_is_a_link_or_a_file_and_can_be_taken_away(cast):
    proposal = life.draft(cast)
    with refusing("link_or_file"):
        actions.add_evidence(proposal, cast.bo, now=SUBMITTED, title="什麼都沒有")
    link = actions.add_evidence(proposal, cast.bo, now=SUBMITTED, title="連結", url="https://example.org/")
    actions.remove_evidence(proposal, cast.bo, link, now=SUBMITTED)
    assert not proposal.evidence.exists()


# --- the amendment and its clock ----------------------------------------------------------------


def test_the_clock_stands_still_while_an_amendment_is_awaited(cast):
    """Asked on Tuesday, the first of five days, which counts as unused: five are left after a month."""
    proposal = life.amend(cast)
    proposal = actions.amend(proposal, cast.bo, now=at(2026, 4, 1, 9))
    assert life.due(proposal, "review") == at(2026, 4, 11), "Wednesday, and five working days after it, of which"


def test_an_amendment_asked_on_the_day_of_submission_leaves_the_five_days_of_the_law(cast):
    proposal = actions.ask_to_amend(life.submitted(cast), cast.rui, now=life.SUBMITTED + DAY / 24, note="地點?")
    proposal = actions.amend(proposal, cast.bo, now=at(2026, 3, 16, 9))
    assert life.due(proposal, "review") == at(2026, 3, 24), "Monday the 16th, and five working days after it"


def test_an_amendment_asked_on_the_last_day_leaves_one(cast):
    proposal = actions.ask_to_amend(life.submitted(cast), cast.rui, now=at(2026, 3, 9, 23), note="地點?")
    proposal = actions.amend(proposal, cast.bo, now=at(2026, 3, 20))
    assert life.due(proposal, "review") == at(2026, 3, 24)


def test_an_amendment_asked_when_overdue_leaves_one_day_too(cast):
    proposal = actions.ask_to_amend(life.submitted(cast), cast.rui, now=at(2026, 3, 17), note="地點?")
    proposal = actions.amend(proposal, cast.bo, now=at(2026, 3, 20))
    assert life.due(proposal, "review") == at(2026, 3, 24)


def test_an_amendment_is_asked_once_with_words_and_told(cast):
    proposal = life.submitted(cast)
    with refusing("no_reason"):
        actions.ask_to_amend(proposal, cast.rui, now=PASSED, note="  ")
    proposal = actions.ask_to_amend(proposal, cast.rui, now=PASSED, note="地點?")
    assert kinds(proposal)[-1] == "proposals.amend"
    assert not Entry.objects.about(proposal).public().exists(), "what goes on in a review is not public"
    proposal = actions.amend(proposal, cast.bo, now=PASSED + DAY)
    assert rules.phase(proposal, PASSED + DAY) == "submitted"
    with refusing("asked_once"):
        actions.ask_to_amend(proposal, cast.rui, now=PASSED + DAY, note="還有?")
    with refusing("not_asked"):
        actions.amend(proposal, cast.bo, now=PASSED + DAY)


def test_while_amending_the_text_can_be_changed_but_not_judged(cast):
    proposal = life.amend(cast)
    actions.save_draft(cast.bo, now=PASSED + TICK, proposal=proposal, body="改寫過了")
    with refusing("not_under_review"):
        actions.pass_review(proposal, cast.rui, now=PASSED + TICK)


# --- passing ------------------------------------------------------------------------------------


def test_passing_stamps_the_terms_and_writes_the_window(cast):
    assert cast.ann, "somebody who acts for the agency"
    proposal = actions.pass_review(life.submitted(cast), cast.rui, now=PASSED)
    assert (proposal.opens_at, proposal.closes_at) == (OPENS, CLOSES)
    assert proposal.threshold == 1500
    assert proposal.terms == Terms.objects.get()
    assert proposal.looks_again_at == OPENS
    assert proposal.reviewer == cast.rui
    assert kinds(proposal)[-1] == "proposals.passed"


def test_later_terms_change_no_promise_made(cast):
    proposal = life.submitted(cast)
    Terms.objects.create(effective_on=date(2026, 3, 4), threshold=9000, window_days=10, source="新規定")
    before = actions.pass_review(proposal, cast.rui, now=at(2026, 3, 4) - TICK)
    after = actions.pass_review(life.submitted(cast), cast.rui, now=at(2026, 3, 4))
    assert (before.threshold, before.closes_at - before.opens_at) == (1500, 45 * DAY)
    assert (after.threshold, after.closes_at - after.opens_at) == (9000, 10 * DAY)


def test_the_reviewer_may_correct_agency_and_theme(cast):
    theme = Theme.objects.last()
    proposal = actions.pass_review(
        life.submitted(cast), cast.rui, now=PASSED, agency=people.parks(), theme=theme
    )
    assert (proposal.agency, proposal.theme) == (people.parks(), theme)


def test_nothing_passes_without_an_agency_that_would_have_to_answer(cast):
    proposal = life.submitted(cast, agency=None)
    with refusing("no_agency"):
        actions.pass_review(proposal, cast.rui, now=PASSED)
    assert actions.pass_review(proposal, cast.rui, now=PASSED, agency=people.transport()).opens_at


def test_promises_made_elsewhere_are_taken_as_they_are(cast):
    window = Window(at(2020, 1, 1, 8, 30), at(2020, 3, 1, 8, 30))
    proposal = actions.pass_review(life.submitted(cast), cast.rui, now=PASSED, window=window, threshold=5000)
    assert (Window(proposal.opens_at, proposal.closes_at), proposal.threshold) == (window, 5000)


def test_nobody_reviews_their_own_or_twice_or_without_the_role(cast):
    proposal = life.submitted(cast)
    for person in (cast.mei, cast.ann, cast.eve, cast.ada):
        with refusing("no_role"):
            actions.pass_review(proposal, person, now=PASSED)
    with refusing("sign_in"):
        actions.pass_review(proposal, None, now=PASSED)
    words = {"title": "路燈", "body": "亮", "benefits": "安全", "theme": Theme.objects.first()}
    own = actions.save_draft(cast.rui, now=SUBMITTED, **words)
    own = actions.submit(own, cast.rui, now=SUBMITTED)
    with refusing("own_proposal"):
        actions.pass_review(own, cast.rui, now=PASSED)
    proposal = actions.pass_review(proposal, cast.rui, now=PASSED)
    with refusing("not_under_review"):
        actions.pass_review(proposal, cast.rui, now=PASSED)


def test_an_overdue_review_passes_by_no_clock_and_can_still_be_done(cast):
    proposal = life.submitted(cast)
    year_later = life.due(proposal, "review") + 365 * DAY
    assert rules.phase(proposal, year_later) == "submitted"
    assert actions.pass_review(proposal, cast.rui, now=year_later).opens_at > year_later


# --- refusing -----------------------------------------------------------------------------------


def test_a_refusal_needs_grounds_of_the_list_and_words(cast):
    proposal = life.submitted(cast)
    for grounds in ([], ["R99"], ["R05", "R99"]):
        with refusing("no_grounds"):
            actions.refuse(proposal, cast.rui, now=PASSED, grounds=grounds, note="不清楚")
    with refusing("no_reason"):
        actions.refuse(proposal, cast.rui, now=PASSED, grounds=["R05"], note="\n")
    proposal = actions.refuse(proposal, cast.rui, now=PASSED, grounds=["R07", "R05", "R05"], note="不清楚")
    assert proposal.grounds == ["R05", "R07"]
    assert kinds(proposal)[-1] == "proposals.refused"


def test_a_refusal_may_not_print_the_proposers_name(cast):
    proposal = life.submitted(cast)
    note = "陳柏宇先生所提不明確"
    with refusing("personal_data"):
        actions.refuse(proposal, cast.rui, now=PASSED, grounds=["R05"], note=note)
    keys = [passage.key for passage in actions.passages(proposal, note)]
    assert actions.refuse(proposal, cast.rui, now=PASSED, grounds=["R05"], note=note, confirmed=keys).refused_at
    assert Entry.objects.about(proposal).get(verb="passages_confirmed").actor == cast.rui.record_key


def test_a_refusal_has_words_that_can_be_seen(cast):
    proposal = life.submitted(cast)
    with refusing("no_reason"):
        actions.refuse(proposal, cast.rui, now=PASSED, grounds=["R05"], note="\u200b\u3164")


GIVING_AWAY = ["請打 0912-345-678", "寫信到 mei@mail.example", "我的信箱 mei (at) mail.example"]


@pytest.mark.parametrize("body", GIVING_AWAY)
def test_a_text_that_gives_somebody_away_is_handed_in_only_once_that_is_confirmed(cast, body):
    draft = life.draft(cast, body=body)
    with refusing("personal_data"):
        actions.submit(draft, cast.bo, now=SUBMITTED)
    (passage,) = actions.passages_of(draft)
    assert actions.submit(draft, cast.bo, now=SUBMITTED, confirmed=[passage.key]).submitted_at


def test_the_address_of_a_link_and_the_name_of_a_file_are_asked_about_as_well(cast):
    draft = life.draft(cast)
    said = {"now": SUBMITTED, "title": "附件"}
    actions.add_evidence(draft, cast.bo, url="https://example.org/?to=mei@mail.example", **said)
    actions.add_evidence(draft, cast.bo, file=ContentFile(b"x", "王小明0912-345-678.txt"), **said)
    with refusing("personal_data"):
        actions.submit(draft, cast.bo, now=SUBMITTED)
    assert [passage.words for passage in actions.passages_of(draft)] == ["mei@mail.example", "0912-345-678"]


def test_an_identity_number_is_not_handed_in(cast):
    draft = life.draft(cast, benefits="A123456789")
    with refusing("identity_number"):
        actions.submit(draft, cast.bo, now=SUBMITTED, confirmed=["a123456789"])


def test_a_title_nobody_can_see_is_not_handed_in(cast):
    draft = life.draft(cast, title="\u202e\u200b")
    with refusing("incomplete"):
        actions.submit(draft, cast.bo, now=SUBMITTED)


def test_a_withdrawal_has_a_reason_that_can_be_seen_and_gives_nobody_away(cast):
    proposal = life.passed(cast)
    with refusing("no_reason"):
        actions.withdraw(proposal, cast.bo, now=OPENS, reason="\u2060")
    with refusing("personal_data"):
        actions.withdraw(proposal, cast.bo, now=OPENS, reason="請打 0912345678")


def test_withdrawing_needs_a_reason_and_comes_before_the_threshold(cast):
    proposal = life.passed(cast)
    with refusing("no_reason"):
        actions.withdraw(proposal, cast.bo, now=OPENS, reason="")
    with refusing("not_withdrawable"):
        actions.withdraw(proposal, cast.bo, now=CLOSES, reason="太晚了")
    assert actions.withdraw(proposal, cast.bo, now=CLOSES - TICK, reason="改天再提").withdrawn_at
    established = life.established(cast)
    with refusing("established"):
        actions.withdraw(established, cast.bo, now=OPENS + 2 * DAY, reason="反悔")


def test_a_proposal_withdrawn_during_the_review_is_not_on_the_public_record(cast):
    proposal = actions.withdraw(life.submitted(cast), cast.bo, now=SUBMITTED, reason="寫錯了")
    assert not Entry.objects.about(proposal).public().exists()
    with refusing("not_under_review"):
        actions.pass_review(proposal, cast.rui, now=PASSED)

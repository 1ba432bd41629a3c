"""What is found of proposals: whatever stands on public pages, and nothing else."""

import pytest

from civic.duties import actions as duties
from civic.duties.models import Duty
from civic.duties.rules import working_days
from civic.search.asking import read
from civic.search.finding import Sight, find, suggested
from civic.search.indexing import index
from civic.search.kinds import kinds
from civic.search.models import REVIEW, Document
from proposals import actions
from proposals.duties import ANSWER
from proposals.models import Proposal
from proposals.search import follow_clock
from tests.proposals import life

pytestmark = pytest.mark.django_db
WORD = "鯨豚"


def found(typed=WORD, sight=Sight(language="zh-hant")):  # noqa: B008 -- frozen
    answer = find(read(typed), sight=sight, now=life.PASSED)
    near = [*answer.nearest, *suggested(read(typed), sight=sight, most=5)]
    return [hit.thing for hit in answer.hits] or [hit.thing for hit in near]


@pytest.mark.parametrize(
    "make",
    [
        life.draft,
        life.submitted,
        life.amend,
        life.withdrawn,
        lambda cast, **texts: life.refused(cast, "R01", **texts),
        lambda cast, **texts: life.refused(cast, "R11", **texts),
    ],
    ids=["draft", "submitted", "amend", "withdrawn before it opened", "hidden refusal", "text not published"],
)
def test_what_no_page_shows_is_not_found(cast, make):
    if make is life.withdrawn:
        proposal = life.submitted(cast, title=WORD)
        actions.withdraw(proposal, cast.bo, now=life.PASSED, reason="不需要了")
    else:
        make(cast, title=WORD, body=f"請保護{WORD}")
    assert found() == []


def test_what_is_under_review_is_found_by_reviewers_only(cast):
    proposal = life.submitted(cast, title=WORD)
    assert found() == [] and found(sight=Sight(upto=REVIEW)) == [proposal.pk]


def test_what_was_passed_or_refused_in_public_is_found(cast):
    passed = life.passed(cast, title=WORD)
    assert found() == [passed.pk]
    refused = life.refused(cast, "R05", title=f"{WORD}二")
    assert set(found()) == {passed.pk, refused.pk}


def test_demands_and_the_published_answer_are_found(cast):
    proposal = life.answered(cast)
    demand = proposal.demands.first()
    assert found(demand.text) == found(proposal.answer.text) == [proposal.pk]


def test_a_draft_of_an_answer_is_not_found(cast):
    proposal = life.established(cast)
    actions.set_demands(proposal, cast.ann, now=life.OPENS + 2 * life.DAY, texts=["多種樹"])
    agency = cast.ann.offices.get().agency
    actions.draft_answer(
        proposal, cast.ann, now=life.OPENS + 2 * life.DAY, text=WORD, findings={1: ("adopted", WORD, agency)}
    )
    assert found() == []


def test_a_deleted_draft_leaves_nothing(cast):
    draft = life.draft(cast, title=WORD)
    actions.delete_draft(draft, cast.bo, now=life.SUBMITTED)
    assert not Document.objects.filter(kind="proposal").exists()


def test_endorsing_never_writes_the_index(cast):
    proposal = life.passed(cast, title=WORD)
    before = Document.objects.filter(kind="proposal").values_list("title", "phase", "standing").get()
    written = list(Document.objects.extra(select={"x": "xmin::text"}).values_list("x", flat=True))
    life.endorse(proposal, 2, life.OPENS + life.DAY)
    assert list(Document.objects.extra(select={"x": "xmin::text"}).values_list("x", flat=True)) == written
    assert Document.objects.filter(kind="proposal").values_list("title", "phase", "standing").get() == before
    assert Proposal.objects.get(pk=proposal.pk).endorsement_count == 2


def test_the_clock_follows_what_was_endorsed(cast, at):
    at(life.OPENS + life.DAY)
    life.endorse(life.passed(cast, title=WORD, threshold=2), 1, life.OPENS + life.DAY)
    life.established(cast, title=f"{WORD}二")
    assert follow_clock(life.OPENS + 2 * life.DAY) == 2
    kept = Document.objects.filter(kind="proposal").order_by("thing").values_list("phase", "standing")
    assert [standing for _phase, standing in kept] == [1, 3] and kept[1][0] == "established"


def test_what_is_owed_an_answer_is_found_by_when_it_is_due(cast):
    proposal, later = life.established(cast, title=WORD), life.OPENS + 2 * life.DAY
    follow_clock(later)
    document = Document.objects.filter(kind="proposal", thing=proposal.pk)
    assert document.get().due_at == Duty.objects.get(kind=ANSWER).due_at
    due = duties.extend(proposal, ANSWER, at=later, by=working_days(5)).due_at
    assert follow_clock(life.OPENS + 99 * life.DAY) == 1 and document.get().due_at == due
    index(kinds["proposal"], [proposal.pk])
    assert document.get().due_at == due and follow_clock(life.OPENS + 99 * life.DAY) == 0


def test_an_answer_that_was_given_is_not_due(cast):
    life.answered(cast, title=WORD)
    follow_clock(life.OPENS)
    assert Document.objects.get(kind="proposal").due_at is None

"""What says much the same and is under review as well is shown to the reviewer, and to nobody else."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from civic.search.asking import read
from civic.search.finding import Sight, find
from civic.search.models import REVIEW
from proposals import actions, clockwork, marks, rules
from proposals.mine import OwnProposals
from proposals.models import Proposal
from proposals.pages.similar import similar, similar_to_public, similar_under_review
from tests.pages import html
from tests.proposals import life
from tests.proposals.life import PASSED

pytestmark = pytest.mark.django_db
OTHER = {"title": "公車站加設雨棚", "body": "下雨等車沒有地方躲，請在站牌旁搭一座雨棚。"}


def alike(proposal):
    return [(one.proposal.pk, one.is_identical) for one in similar_under_review(proposal, PASSED)]


def test_identical_ones_come_first_however_they_are_spaced(cast):
    similar_one = life.submitted(cast, title="路口多種樹", body="請在路口多種一些樹。")
    again = life.submitted(cast, title="在路口種樹 ", body="夏天等紅燈的地方\n沒有樹蔭。")
    life.submitted(cast, **OTHER)
    assert alike(life.submitted(cast)) == [(again.pk, True), (similar_one.pk, False)]


def test_the_same_text_under_another_title_is_found(cast):
    other = life.submitted(cast, title="綠化大作戰")
    assert alike(life.submitted(cast)) == [(other.pk, False)]


def test_what_is_decided_or_a_draft_is_not_under_review(cast):
    life.refused(cast)
    life.draft(cast)
    life.passed(cast)
    waiting = life.amend(cast)
    assert alike(life.submitted(cast)) == [(waiting.pk, True)]


def test_only_the_reviewer_is_shown_them(cast, client, at):
    one, other = life.submitted(cast), life.submitted(cast)
    at(PASSED)
    link = reverse("desk:review_one", args=[other.pk])
    client.force_login(cast.rui, backend="civic.accounts.backends.SignIn")
    page = client.get(reverse("desk:review_one", args=[one.pk])).content.decode()
    assert link in page and "內容相同" in page
    client.force_login(cast.mei, backend="civic.accounts.backends.SignIn")
    draft = life.draft(cast, proposer=cast.mei)
    assert similar(draft.title, draft.body, PASSED, draft.pk) == []
    assert other.title not in html(client.get("/proposals/"))


def test_the_proposer_says_how_it_differs_and_only_reviewers_read_it(cast, client, at):
    draft = life.draft(cast, proposer=cast.mei)
    said = "那是公車站，這是路口。"
    actions.save_draft(cast.mei, now=PASSED, proposal=draft, seen=marks.words(draft), difference=said)
    client.force_login(cast.mei, backend="civic.accounts.backends.SignIn")
    form = client.get(reverse("proposals:edit", args=[draft.pk])).content.decode()
    assert said in form and "我的提議不一樣，因為…" in form
    one = life.submitted(cast)
    Proposal.objects.filter(pk=one.pk).update(difference=said)
    at(PASSED)
    client.force_login(cast.rui, backend="civic.accounts.backends.SignIn")
    assert said in client.get(reverse("desk:review_one", args=[one.pk])).content.decode()
    passed = life.passed(cast)
    Proposal.objects.filter(pk=passed.pk).update(difference=said)
    client.logout()
    page = client.get(passed.get_absolute_url()).content.decode()
    assert passed.title in page and said not in page
    assert not find(read(f'"{said[:5]}"'), sight=Sight(REVIEW), now=PASSED).total


def test_how_it_differs_is_handed_out_and_goes_with_the_account(cast):
    passed = life.passed(cast)
    Proposal.objects.filter(pk=passed.pk).update(difference="那是公車站。")
    assert OwnProposals().export(passed.proposer)["proposals"][-1]["difference"] == "那是公車站。"
    actions.leave(passed.proposer, now=PASSED)
    assert not Proposal.objects.exclude(difference="").exists()


def test_how_it_differs_is_forgotten_some_time_after_the_review_has_ended(cast):
    ended = [life.passed(cast), life.refused(cast), life.withdrawn(cast), life.amend(cast)]
    waiting = [life.submitted(cast), life.draft(cast)]
    Proposal.objects.update(difference="那是公車站。")
    clockwork.forget(PASSED + rules.DIFFERENCE_KEPT - timedelta(days=1))
    assert not Proposal.objects.filter(difference="").exists()
    clockwork.forget(PASSED + rules.DIFFERENCE_KEPT + timedelta(days=120))
    told = set(Proposal.objects.exclude(difference="").values_list("pk", flat=True))
    assert told == {one.pk for one in waiting} and len(ended) == Proposal.objects.filter(difference="").count()


def test_the_page_of_a_proposal_lists_similar_ones_where_they_stand_now(cast, client, at):
    other = life.answered(cast, title="公園的路燈太暗")
    hidden = life.submitted(cast, title="公園路燈太少")
    one = life.passed(cast, title="公園路燈很暗")
    at(PASSED)
    text = html(client.get(one.get_absolute_url()))
    assert "相似的提議" in text and f'href="{other.get_absolute_url()}"' in text and "已回應" in text
    assert hidden.title not in text
    cache.set(f"proposals:similar:{one.pk}", {hidden.pk: 1.0})
    assert similar_to_public(one, PASSED) == [], "whatever is remembered, only what is public is shown"


def test_what_is_similar_is_not_looked_for_with_each_page(cast, django_assert_num_queries):
    one = life.passed(cast, title="公園路燈很暗")
    similar_to_public(one, PASSED)
    with django_assert_num_queries(0):
        assert similar_to_public(one, PASSED) == []

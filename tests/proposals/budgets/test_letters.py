"""Letters about a budget go to whoever asked for them, and nobody is told that they have not voted."""

from datetime import timedelta

import pytest
from django.utils import translation

from civic.accounts.actions import erase
from civic.lifecycle import Refused
from civic.outbox.models import Mailing
from civic.outbox.registry import kinds
from civic.outbox.words import render
from proposals.budgets import actions
from proposals.budgets.mine import Followed
from proposals.budgets.models import Cycle, Follower
from tests.people import DAY
from tests.proposals.budgets import life
from tests.proposals.budgets.life import AFTER, BEFORE, CLOSE, DURING, OPEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def tia(db):
    return life.team()[0]


def readers(kind):
    """Who gets the letters of the only mailing of a kind."""
    mailing = Mailing.objects.get(kind=f"budgets.{kind}")
    return kinds[mailing.kind].audience(mailing, 0, 10)


def test_who_follows_hears_of_phases_the_vote_and_its_end(tia, mei, bo):
    cycle = life.planned(tia, display_at=OPEN - 2 * DAY)
    actions.publish(cycle, tia, now=BEFORE + DAY)
    actions.follow(cycle, mei)
    actions.follow(cycle, mei)
    actions.take_turns(cycle, now=OPEN - 2 * DAY)
    assert readers("phase_begun") == [mei.pk]
    actions.take_turns(cycle, now=OPEN)
    life.vote(Cycle.objects.get(), bo, 1)
    assert readers("vote_opened") == [mei.pk]
    ending = Mailing.objects.get(kind="budgets.ending")
    assert ending.at == CLOSE - DAY and readers("ending") == [mei.pk]
    for kind in ("phase_begun", "vote_opened", "ending"):
        mailing = Mailing.objects.get(kind=f"budgets.{kind}")
        said = kinds[mailing.kind].context(mailing, "zh-hant")
        subject, body = render(mailing.kind, {**said, "nickname": "mei"})
        assert cycle.title in subject and "#letters" in body


def test_a_vote_that_ends_later_ends_once(tia, mei):
    cycle = life.voting(tia)
    actions.follow(cycle, mei)
    actions.prolong(cycle, tia, now=DURING, by=timedelta(days=3), reason="停電")
    first, second = Mailing.objects.filter(kind="budgets.ending").order_by("at")
    ending = kinds["budgets.ending"]
    assert ending.audience(first, 0, 10) == [] and ending.audience(second, 0, 10) == [mei.pk]
    assert second.at == CLOSE + 2 * DAY


def test_a_vote_of_a_day_is_not_said_to_end_tomorrow(tia):
    life.voting(tia, closes_at=OPEN + DAY)
    assert not Mailing.objects.filter(kind="budgets.ending").exists()


def test_every_letter_about_the_vote_is_said_in_both_languages(tia, mei, bo):
    """To whoever follows, and to whoever has voted: of them none says what they chose."""
    cycle = life.voting(tia)
    actions.follow(cycle, mei)
    life.vote(cycle, bo, 2)
    dropped = actions.drop(cycle, tia, cycle.projects.get(number=1), now=DURING, reason="地下有管線")
    actions.prolong(cycle, tia, now=DURING, by=timedelta(days=3), reason="停電")
    assert readers("vote_opened") == [mei.pk] and readers("dropped") == readers("prolonged") == [bo.pk]
    reasons = {"dropped": dropped.dropped_reason, "prolonged": "停電"}
    for mailing in Mailing.objects.filter(subject=cycle.record_key):
        for language in ("zh-hant", "en"):
            with translation.override(language):
                said = kinds[mailing.kind].context(mailing, language)
                subject, body = render(mailing.kind, {**said, "nickname": "mei"})
            assert cycle.title in subject and cycle.get_absolute_url() in body
            assert reasons.get(mailing.kind.partition(".")[2], "") in body
            assert cycle.projects.get(number=2).title not in body
            assert ("投票" in subject) == (language == "zh-hant")


def test_one_asks_for_letters_and_ends_them_on_the_page(client, tia, mei):
    cycle = life.voting(tia, **life.today())
    url = f"{cycle.get_absolute_url()}letters/"
    assert "登入" in client.get(cycle.get_absolute_url()).content.decode()
    assert client.post(url, {"wanted": "1"}).status_code == 403 and not Follower.objects.exists()
    client.force_login(mei)
    assert client.post(url, {"wanted": "1"}).status_code == 302 and Follower.objects.get().person == mei
    assert "不再寄信給我" in client.get(cycle.get_absolute_url()).content.decode()
    assert Followed().context(mei, AFTER)["cycles"].get() == cycle
    assert Followed().export(mei) == {"letters": [{"cycle_id": cycle.pk}]}
    assert client.post(url, {"wanted": ""}).status_code == 302 and not Follower.objects.exists()


def test_who_leaves_and_whose_budget_is_counted_is_forgotten(tia, mei, bo):
    cycle = life.voting(tia)
    actions.follow(cycle, mei)
    actions.follow(cycle, bo)
    erase(mei, at=DURING)
    assert Follower.objects.get().person == bo
    Cycle.objects.update(counted_at=AFTER)
    with pytest.raises(Refused):
        actions.follow(cycle, bo)
    assert actions.forget_followers(now=AFTER + 29 * DAY) == 0
    assert actions.forget_followers(now=AFTER + 30 * DAY) == 1

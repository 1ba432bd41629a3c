"""An amendment that does not come in time: reminders, the end, and a new beginning with the same text."""

import pytest
from django.urls import reverse

from civic.duties.models import Duty
from civic.outbox import registry
from civic.outbox.models import Mailing
from civic.record.models import Entry
from civic.windows import Window
from proposals import actions, clockwork, recount
from proposals.models import Evidence, Proposal
from tests.proposals import life
from tests.proposals.life import DAY, TICK, at, refusing

pytestmark = pytest.mark.django_db

OVER = at(2026, 4, 3)  # asked on 3 March, with thirty days


def reminded(proposal):
    mailings = Mailing.objects.filter(kind="proposals.amend_soon", subject=proposal.record_key).order_by("pk")
    return [mailing.data["days"] for mailing in mailings]


def test_the_proposer_is_reminded_twice_before_it_is_over(cast):
    proposal = life.amend(cast)
    for number in range(40):
        for _twice in range(2):
            clockwork.reminders_to_amend(life.PASSED + number * DAY)
    assert reminded(proposal) == [10, 3]


def test_a_late_look_sends_the_reminder_that_fits_and_the_last_day_none_of_its_own(cast):
    proposal = life.amend(cast)
    clockwork.reminders_to_amend(OVER - 2 * DAY)
    clockwork.reminders_to_amend(OVER - TICK)
    assert reminded(proposal) == [1]


def test_whoever_has_amended_by_then_gets_no_reminder(cast):
    proposal = life.amend(cast)
    clockwork.reminders_to_amend(OVER - 9 * DAY)
    (mailing,) = Mailing.objects.filter(kind="proposals.amend_soon")
    audience = registry.kinds[mailing.kind].audience
    assert audience(mailing, 0, 10) == [cast.bo.pk]
    actions.amend(proposal, cast.bo, now=OVER - 8 * DAY)
    assert audience(mailing, 0, 10) == [] and clockwork.reminders_to_amend(OVER - 2 * DAY) == 0


def test_an_amendment_in_the_last_microsecond_is_in_time(cast):
    proposal = actions.amend(life.amend(cast), cast.bo, now=OVER - TICK)
    assert (proposal.phase(OVER), proposal.looks_again_at) == ("submitted", None)
    assert clockwork.turns(OVER + DAY) == 0


def test_after_it_nothing_is_owed_and_nothing_was_missed(cast):
    proposal = life.amend(cast)
    assert clockwork.turns(OVER - TICK) == 0
    assert clockwork.turns(OVER + 9 * DAY) == 1
    duty = Duty.objects.about(proposal).get()
    assert (duty.ended_at, duty.done_at, duty.is_overdue(OVER)) == (OVER, None, False)
    entry = Entry.objects.about(proposal).get(verb="not_amended")
    assert (entry.at, entry.actor, entry.is_public) == (OVER, "clock", False)
    assert Mailing.objects.filter(kind="proposals.not_amended").count() == 1
    assert clockwork.turns(OVER + 10 * DAY) == 0 and recount.wrong() == []


def test_nobody_amends_reviews_or_withdraws_it_any_more_whether_the_clock_has_been_looked_at_or_not(cast):
    proposal = life.amend(cast)
    for _looked in range(2):
        with refusing("not_amended"):
            actions.amend(proposal, cast.bo, now=OVER)
        with refusing("not_amended"):
            actions.save_draft(cast.bo, now=OVER, proposal=proposal, title="晚了")
        with refusing("not_under_review"):
            actions.pass_review(proposal, cast.rui, now=OVER)
        with refusing("not_withdrawable"):
            actions.withdraw(proposal, cast.bo, now=OVER, reason="算了")
        clockwork.turns(OVER)


def test_its_text_begins_anew_with_one_draft_however_often_the_button_is_pressed(client, cast, at):
    draft = life.draft(cast)
    actions.add_evidence(draft, cast.bo, now=life.SUBMITTED, title="新聞", url="https://example.org/")
    asked = actions.ask_to_amend(
        actions.submit(draft, cast.bo, now=life.SUBMITTED), cast.rui, now=life.PASSED, note="地點?"
    )
    at(OVER)
    client.force_login(cast.bo)
    page = client.get(asked.get_absolute_url())
    assert page.context["anew"] and "另提新案" in page.content.decode()
    door, sent = reverse("proposals:beginning", args=[asked.pk]), {"once": page.context["anew"]}
    places = {client.post(door, sent).headers["Location"] for _twice in range(2)}
    (new,) = Proposal.objects.exclude(pk=asked.pk)
    assert places == {reverse("proposals:edit", args=[new.pk])}
    assert (new.title, new.body, new.theme, new.phase(OVER)) == (asked.title, asked.body, asked.theme, "draft")
    assert Evidence.objects.get(proposal=new).url == "https://example.org/"
    assert actions.submit(new, cast.bo, now=OVER).phase(OVER) == "submitted"


def test_nobody_begins_with_somebody_elses_text_nor_with_one_under_way(client, cast, at):
    ended, under_way = life.withdrawn(cast), life.amend(cast)
    at(life.OPENS + 2 * DAY)
    client.force_login(cast.mei)
    assert client.post(reverse("proposals:beginning", args=[ended.pk])).status_code == 403
    client.force_login(cast.bo)
    assert client.post(reverse("proposals:beginning", args=[under_way.pk])).status_code == 409
    assert not client.get(under_way.get_absolute_url()).context["anew"]
    assert Proposal.objects.count() == 2


@pytest.mark.parametrize(
    ("now", "words"),
    [(life.PASSED, "2026年4月2日"), (OVER - DAY, "今天 24:00 截止"), (OVER - DAY - TICK, "還有 1 天")],
)
def test_page_and_desk_say_until_when_and_that_the_clock_stands(client, cast, at, now, words):
    proposal = life.amend(cast)
    at(now)
    client.force_login(cast.bo)
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert words in page and "停止計算" in page and "工作天" not in page
    client.force_login(cast.rui)
    assert words in client.get("/desk/review/").content.decode()
    desk = client.get(f"/desk/review/{proposal.pk}/").content.decode()
    assert "停止計算" in desk and "個工作天" not in desk


def test_the_review_desk_lists_what_was_not_amended(client, cast, at):
    proposal = life.amend(cast)
    at(OVER)
    client.force_login(cast.rui)
    shown = client.get("/desk/review/").context
    assert [card.proposal for card in shown["unamended"]] == [proposal] and shown["amending"] == []


def test_the_desk_does_not_call_a_review_missed_that_ended_because_nobody_amended(client, cast, at):
    proposal = life.amend(cast)
    clockwork.turns(OVER)
    at(OVER + DAY)
    client.force_login(cast.rui)
    desk = client.get(f"/desk/review/{proposal.pk}/").content.decode()
    assert "已無須辦理" in desk and "未辦理" not in desk and "逾期" not in desk.replace("逾期未補正", "")


def test_a_window_that_ends_when_the_amendment_would_have_been_due_ends_as_a_window(cast):
    """Both are midnights: the clock asks for the phase, not for the instant."""
    proposal = actions.amend(life.amend(cast), cast.bo, now=life.OPENS)
    window = Window(life.OPENS + DAY, proposal.amend_due_at)
    proposal = actions.pass_review(proposal, cast.rui, now=life.OPENS, window=window)
    clockwork.turns(OVER + DAY)
    verbs = [entry.verb for entry in Entry.objects.about(proposal).filter(actor="clock")]
    assert verbs == ["opened", "lapsed"]

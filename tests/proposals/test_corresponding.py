"""The agency writes, the proposer replies, a number is shown for a reason: private to the two, kept for a while."""


import pytest
from django.urls import reverse

from civic.accounts.actions import erase, personal_data, suspend
from civic.outbox.models import Mailing
from civic.record.models import Entry
from proposals import actions, clockwork
from proposals.models import Proposal
from proposals.models.correspondence import KEPT, Look, Message
from tests import people
from tests.pages import text
from tests.proposals import life
from tests.proposals.life import DAY, OPENS, TICK, refusing

pytestmark = pytest.mark.django_db
LATER = OPENS + 2 * DAY


@pytest.fixture
def established(cast):
    return life.established(cast)


def written(proposal):
    return [(message.agency_id, message.text) for message in proposal.messages.all()]


# --- the verbs ----------------------------------------------------------------------------------


def test_the_first_message_fulfils_the_contact_and_the_next_ones_only_leave(cast, established):
    actions.write_to_proposer(established, cast.ann, now=LATER, text=" 方便週三會勘嗎？ ")
    actions.write_to_proposer(established, cast.ann, now=LATER + DAY, text="改到週四。")
    assert life.duty(established, "contact").done_at == LATER
    transport = people.transport().pk
    assert written(established) == [(transport, "方便週三會勘嗎？"), (transport, "改到週四。")]
    verbs = [(entry.verb, entry.is_public) for entry in Entry.objects.about(established)]
    assert verbs.count(("contacted", True)) == 1 and verbs.count(("message", False)) == 2
    assert Mailing.objects.filter(kind="proposals.message").count() == 2


@pytest.mark.parametrize("nothing", [" ", "\u3164", "\u200b\u2800", "\u202e\r\n"], ids=ascii)
def test_what_nobody_can_see_contacts_nobody(cast, established, enter, at, nothing):
    with refusing("empty"):
        actions.write_to_proposer(established, cast.ann, now=LATER, text=nothing)
    at(LATER)
    url = reverse("desk:messages", args=[established.pk])
    assert enter(cast.ann).post(url, {"message": nothing}).status_code == 422
    assert life.duty(established, "contact").done_at is None and not written(established)


def test_a_message_is_as_long_as_people_count_and_turns_nothing(cast, established, enter, at):
    at(LATER)
    url, lines = reverse("desk:messages", args=[established.pk]), "\r\n".join(["字" * 99] * 100)
    assert enter(cast.ann).post(url, {"message": f"\u202e{lines}"}).status_code == 302
    assert written(established) == [(people.transport().pk, "\n".join(["字" * 99] * 100))]


def test_the_desk_says_that_a_message_counts_as_the_contact_only_while_that_is_due(cast, established, enter, at):
    at(LATER)
    url, hint = reverse("desk:messages", args=[established.pk]), "第一則訊息就算完成應有的聯絡"
    assert hint in text(enter(cast.ann).get(url))
    actions.write_to_proposer(established, cast.ann, now=LATER, text="您好")
    page = text(enter(cast.ann).get(url))
    assert hint not in page and "並可在網頁上回覆" in page
    answered = life.answered(cast)
    assert hint not in text(enter(cast.ann).get(reverse("desk:messages", args=[answered.pk])))


def test_a_contact_noted_before_stays_as_it_was(cast, established):
    actions.record_contact(established, cast.ann, now=LATER)
    actions.write_to_proposer(established, cast.ann, now=LATER + DAY, text="補充說明")
    assert life.duty(established, "contact").done_at == LATER


def test_after_the_answer_a_message_leaves_and_fulfils_nothing(cast):
    answered = life.answered(cast)
    actions.write_to_proposer(answered, cast.ann, now=OPENS + 5 * DAY, text="明年春天見")
    assert life.duty(answered, "contact").done_at is None


def test_only_the_lead_agency_writes_and_only_about_what_is_established(cast, established):
    collecting, ann, kai, mei = life.passed(cast), cast.ann, cast.kai, cast.mei
    actions.set_supporting(established, ann, now=LATER, agencies=[people.parks()])
    for person, proposal, code in (
        (kai, established, "other_agency"),
        (mei, established, "no_role"),
        (None, established, "sign_in"),
        (ann, collecting, "not_established"),
    ):
        with refusing(code):
            actions.write_to_proposer(proposal, person, now=LATER, text="您好")
        with refusing(code):
            actions.look_up_contact(proposal, person, now=LATER, reason="會勘當天聯絡")
    with refusing("empty"):
        actions.write_to_proposer(established, ann, now=LATER, text=" \n")


def test_the_proposer_replies_once_written_to_and_nobody_else(cast, established):
    bo, mei, rui = cast.bo, cast.mei, cast.rui
    with refusing("not_written_to"):
        actions.reply(established, bo, now=LATER, text="您好")
    actions.write_to_proposer(established, cast.ann, now=LATER, text="您好")
    for person in (mei, rui):
        with refusing("not_proposer"):
            actions.reply(established, person, now=LATER, text="我也要說")
    with refusing("empty"):
        actions.reply(established, bo, now=LATER, text=" ")
    actions.reply(established, bo, now=LATER, text="週三可以")
    assert written(established)[-1] == (None, "週三可以")
    assert Mailing.objects.filter(kind="proposals.reply").count() == 1


def test_whoever_is_suspended_reads_but_does_not_reply(cast, established, enter):
    actions.write_to_proposer(established, cast.ann, now=LATER, text="您好")
    suspend(cast.bo, at=LATER, actor=cast.ada, reason="x")
    bo = cast.bo
    with refusing("suspended"):
        actions.reply(established, bo, now=LATER, text="您好")
    assert "您好" in text(enter(bo).get(reverse("proposals:messages", args=[established.pk])))


def test_a_number_is_shown_for_a_reason_and_only_while_an_answer_is_owed(cast, established):
    ann = cast.ann
    with refusing("no_reason"):
        actions.look_up_contact(established, ann, now=LATER, reason="\u3164")
    answered = life.answered(cast)
    with refusing("answered"):
        actions.look_up_contact(answered, ann, now=OPENS + 5 * DAY, reason="會勘")
    look = actions.look_up_contact(established, ann, now=LATER, reason="\u202e會勘當天聯絡")
    assert (look.agency, look.official, look.at, look.reason) == (people.transport(), ann, LATER, "會勘當天聯絡")


# --- privacy ------------------------------------------------------------------------------------


def corresponded(cast, proposal):
    actions.write_to_proposer(proposal, cast.ann, now=LATER, text="方便會勘嗎？")
    actions.reply(proposal, cast.bo, now=LATER, text="我住三樓")
    actions.look_up_contact(proposal, cast.ann, now=LATER, reason="會勘當天聯絡")


def test_the_proposer_takes_along_both_sides_words_and_the_official_that_they_wrote(cast, established):
    corresponded(cast, established)
    mine = personal_data(cast.bo)["proposals"]
    assert [(row["agency__code"], row["text"]) for row in mine["messages"]] == [
        ("transport", "方便會勘嗎？"),
        (None, "我住三樓"),
    ]
    assert mine["looks_at_my_contact_details"][0]["reason"] == "會勘當天聯絡"
    office = personal_data(cast.ann)["proposals"]
    assert len(office["messages_written_in_office"]) == len(office["looks_at_contact_details"]) == 1
    assert "我住三樓" not in str(office)
    assert "會勘" not in str(personal_data(cast.mei))


def test_erasing_deletes_the_words_and_leaves_that_somebody_looked(cast, established):
    corresponded(cast, established)
    erase(cast.bo, at=LATER)
    assert not Message.objects.exists()
    assert [look.reason for look in Look.objects.all()] == [""]
    ann = cast.ann
    established.refresh_from_db()
    with refusing("proposer_left"):
        actions.write_to_proposer(established, ann, now=LATER, text="您好")
    with refusing("proposer_left"):
        actions.look_up_contact(established, ann, now=LATER, reason="會勘")


def test_an_official_who_leaves_takes_nothing_from_the_proposer(cast, established):
    corresponded(cast, established)
    erase(cast.ann, at=LATER)
    assert len(written(established)) == 2


def test_after_two_years_it_is_forgotten(cast, established):
    corresponded(cast, established)
    clockwork.forget(LATER + KEPT)
    assert Message.objects.count() == 2 and Look.objects.count() == 1
    clockwork.forget(LATER + KEPT + TICK)
    assert not Message.objects.exists() and not Look.objects.exists()


# --- the pages ----------------------------------------------------------------------------------


def page_of(enter, person, proposal, name="desk:messages"):
    return enter(person).get(reverse(name, args=[proposal.pk]))


def test_the_official_writes_at_the_desk_and_the_proposer_replies_on_the_page_of_the_letter(
    cast, established, enter, at
):
    at(LATER)
    desk, page = reverse("desk:messages", args=[established.pk]), reverse("proposals:messages", args=[established.pk])
    assert desk in enter(cast.ann).get(reverse("desk:agency_one", args=[established.pk])).content.decode()
    assert enter(cast.ann).post(desk, {"message": "方便會勘嗎？", "once": "k"}).status_code == 302
    assert enter(cast.ann).post(desk, {"message": "方便會勘嗎？", "once": "k"}).status_code == 302
    assert len(written(established)) == 1, "a second click sends nothing"
    assert page in enter(cast.bo).get(established.get_absolute_url()).content.decode()
    assert "方便會勘嗎？" in text(enter(cast.bo).get(page))
    assert enter(cast.bo).post(page, {"message": "週三可以", "once": "r"}).status_code == 302
    assert "週三可以" in text(enter(cast.ann).get(desk))
    assert enter(cast.bo).post(page, {"message": " ", "once": "s"}).status_code == 422


def test_what_was_written_is_shown_to_nobody_else(cast, established, enter):
    corresponded(cast, established)
    actions.set_supporting(established, cast.ann, now=LATER, agencies=[people.parks()])
    for person in (cast.mei, cast.rui, cast.ada, cast.kai, cast.ann):
        assert page_of(enter, person, established, "proposals:messages").status_code == 403
    for person in (cast.mei, cast.rui, cast.ada, cast.bo, cast.kai):
        assert page_of(enter, person, established).status_code == 403
    for person in (cast.mei, cast.rui, cast.bo, cast.kai):
        public = enter(person).get(established.get_absolute_url()).content.decode()
        assert "方便會勘" not in public and "我住三樓" not in public


def test_phone_and_e_mail_are_shown_for_a_quarter_of_an_hour_after_the_reason_was_noted(cast, established, enter, at):
    at(LATER)
    looks = reverse("desk:looks", args=[established.pk])
    assert cast.bo.phone not in text(page_of(enter, cast.ann, established))
    assert enter(cast.ann).post(looks, {"look-reason": " "}).status_code == 422
    for _click in ("first", "second"):
        assert enter(cast.ann).post(looks, {"look-reason": "會勘當天聯絡", "look-once": "key"}).status_code == 302
    assert Look.objects.count() == 1
    page = text(page_of(enter, cast.ann, established))
    assert cast.bo.phone in page and cast.bo.email in page
    assert cast.bo.phone not in text(page_of(enter, people.person("zoe", agency=people.transport()), established))
    assert "會勘當天聯絡" in text(page_of(enter, cast.bo, established, "proposals:messages"))
    at(LATER + DAY)
    assert cast.bo.phone not in text(page_of(enter, cast.ann, established))


def test_words_that_cannot_be_sent_come_back(cast, established, enter, at):
    at(LATER)
    page = reverse("proposals:messages", args=[established.pk])
    answer = enter(cast.bo).post(page, {"message": "我先說一句", "once": "k"})
    assert answer.status_code == 409 and "我先說一句" in text(answer)
    assert not Proposal.objects.get(pk=established.pk).messages.exists()

"""A case at the wrong agency is handed on: the clock goes on, everybody is told, it stands on record."""

import re

import pytest
from django.urls import reverse

from civic.agencies.models import Agency
from civic.duties.models import Duty
from civic.outbox import registry
from civic.outbox.models import Mailing
from civic.record.models import Entry
from proposals import actions, marks
from proposals.models import Finding, Proposal
from tests import people
from tests.pages import text
from tests.proposals import life
from tests.proposals.life import DAY, OPENS, TICK, refusing

pytestmark = pytest.mark.django_db
LATER = OPENS + 2 * DAY


@pytest.fixture
def established(cast):
    return life.established(cast)


def hand_on(proposal, official, reason="這是公園綠地", agency=None, now=LATER):
    return actions.hand_on(proposal, official, now=now, agency=agency or people.parks(), reason=reason)


def dues(proposal):
    return [(duty.kind, duty.due_at, duty.starts_on) for duty in Duty.objects.about(proposal)]


def test_the_clock_goes_on_and_what_is_done_stays_with_whoever_did_it(cast, established):
    actions.publish_timetable(established, cast.ann, now=LATER, text="四月會勘")
    before = dues(established)
    proposal = hand_on(established, cast.ann)
    assert proposal.agency == people.parks() and dues(proposal) == before
    owners = {duty.kind.partition(".")[2]: duty.agency for duty in Duty.objects.about(proposal)}
    transport, parks = people.transport(), people.parks()
    assert owners == {"review": None, "timetable": transport, "contact": parks, "answer": parks}


def test_it_stands_on_record_and_on_the_page_with_its_reason(cast, established, client):
    hand_on(established, cast.ann)
    entry = Entry.objects.about(established).get(verb="handed_on")
    assert entry.is_public and entry.actor == people.transport().record_key
    assert entry.data == {"before": "transport", "after": "parks", "reason": "這是公園綠地"}
    page = text(client.get(established.get_absolute_url()))
    assert "由交通局移交公園處。這是公園綠地" in page


def test_everybody_concerned_is_told_each_time(cast, established):
    ann, kai = cast.ann, cast.kai
    hand_on(established, ann)
    hand_on(established, kai, agency=people.transport(), now=LATER + DAY)
    mailings = Mailing.objects.filter(kind="proposals.handed_on")
    assert len(mailings) == 2
    for mailing in mailings:
        readers = registry.kinds[mailing.kind].audience(mailing, 0, 100)
        assert {cast.bo.pk, ann.pk, kai.pk} <= set(readers) and len(readers) == 3 + life.THRESHOLD


def test_the_former_lead_can_do_nothing_more_and_the_new_one_everything(cast, established):
    ann, kai = cast.ann, cast.kai
    actions.set_demands(established, ann, now=LATER, texts=["種樹"])
    actions.draft_answer(
        established, ann, now=LATER, text="草稿", findings={1: ("partly", "明年種", people.transport())}
    )
    proposal = hand_on(established, ann)
    with refusing("other_agency"):
        actions.publish_answer(proposal, ann, now=LATER)
    assert [finding.agency for finding in Finding.objects.all()] == [people.parks()]
    assert actions.publish_answer(proposal, kai, now=LATER).answered_at


def test_a_colleague_who_comes_second_hears_that_the_case_has_gone(cast, established, enter, at):
    at(OPENS + DAY)
    client = enter(cast.ann)
    actions.hand_on(established, cast.ann, now=OPENS + DAY, agency=people.parks(), reason="公園綠地")
    url = reverse("desk:handing", args=[established.pk])
    answer = client.post(url, {"handing-agency": "parks", "handing-reason": "是公園的事"})
    assert answer.status_code == 403
    assert "這件案子已由" in answer.content.decode() and "是公園的事" in answer.content.decode()


def test_a_supporting_agency_that_gets_the_lead_no_longer_supports(cast, established):
    actions.set_supporting(established, cast.ann, now=LATER, agencies=[people.parks()])
    assert not hand_on(established, cast.ann).supporting.exists()


def test_it_goes_to_another_agency_that_exists_with_a_reason_that_names_nobody(cast, established):
    ann, parks, transport = cast.ann, people.parks(), people.transport()
    with refusing("same_agency"):
        hand_on(established, ann, agency=transport)
    with refusing("no_reason"):
        hand_on(established, ann, reason="\u3164")
    with refusing("personal_data"):
        hand_on(established, ann, reason="陳柏宇要求的")
    Agency.objects.filter(pk=parks.pk).update(is_active=False)
    with refusing("agency_closed"):
        hand_on(established, ann, agency=parks)


def test_only_the_lead_hands_on_and_only_before_the_answer(cast, established):
    actions.set_supporting(established, cast.ann, now=LATER, agencies=[people.parks()])
    kai, ann, water = cast.kai, cast.ann, Agency.objects.create(code="water", name_zh="水利局", name_en="Water")
    with refusing("other_agency"):
        hand_on(established, kai, agency=water)
    answered = life.answered(cast)
    with refusing("answered"):
        hand_on(answered, ann, agency=water, now=OPENS + 5 * DAY)


def test_the_desk_warns_of_an_agency_of_nobody_and_leads_back_to_the_list(cast, established, client, at):
    at(LATER)
    parks, url = people.parks(), reverse("desk:handing", args=[established.pk])
    client.force_login(cast.ann, backend="civic.accounts.backends.SignIn")
    seen = {"handing-seen": marks.lead(established)}
    typed = {"handing-agency": parks.code, "handing-reason": "這是公園綠地", **seen}
    answer = client.post(url, typed)
    assert answer.status_code == 422 and "公園處目前沒有可以處理的承辦人" in text(answer)
    assert "這是公園綠地" in text(answer)
    assert re.search(r'type="checkbox" name="handing-despite"', answer.content.decode())
    answer = client.post(url, typed | {"handing-despite": "on"})
    assert answer.headers["Location"] == reverse("desk:agency")
    assert Proposal.objects.get(pk=established.pk).agency == parks
    assert client.get(reverse("desk:agency_one", args=[established.pk])).status_code == 403


# --- before it is established ---------------------------------------------------------------------


def test_before_it_is_established_agency_reviewer_and_administrator_name_another_one(cast):
    for who, actor in ((cast.ann, people.transport()), (cast.rui, cast.rui), (cast.ada, cast.ada)):
        proposal = hand_on(life.passed(cast), who)
        assert proposal.agency == people.parks()
        entry = Entry.objects.about(proposal).get(verb="handed_on")
        assert entry.is_public and entry.actor == actor.record_key
    life.endorse(proposal, life.THRESHOLD, LATER)
    assert life.duty(proposal, "answer").agency == people.parks()


def test_before_it_is_established_proposer_and_agencies_are_told_and_whoever_can_appoint(cast):
    ann, ada, proposal = cast.ann, cast.ada, life.passed(cast)
    life.endorse_as(cast.mei, proposal, OPENS)
    hand_on(proposal, cast.rui)
    read = {row.kind: registry.kinds[row.kind].audience(row, 0, 100) for row in Mailing.objects.order_by("pk")}
    assert read["proposals.handed_on"] == sorted([cast.bo.pk, ann.pk])
    assert read["proposals.unattended"] == [ada.pk]


def test_nobody_else_does_so_and_not_before_the_letter_has_left(cast):
    proposal, kai, mei, rui = life.passed(cast), cast.kai, cast.mei, cast.rui
    with refusing("other_agency"):
        hand_on(proposal, kai)
    with refusing("no_role"):
        hand_on(proposal, mei)
    with refusing("letter_waits"):
        hand_on(proposal, rui, now=life.PASSED + TICK)
    with refusing("personal_data"):
        hand_on(proposal, rui, reason="陳柏宇要求的")
    submitted = life.submitted(cast)
    with refusing("not_collecting"):
        hand_on(submitted, rui)


def test_it_is_done_at_both_desks_and_in_the_administration(cast, enter, at):
    at(LATER)
    assert cast.kai
    by_agency, by_review, by_admin = (life.passed(cast, title=title) for title in ("甲案", "乙案", "丙案"))
    seen = {"handing-seen": marks.lead(by_agency)}  # the same of all three
    typed = {"handing-agency": "parks", "handing-reason": "這是公園綠地", **seen}
    url = reverse("desk:agency_transfer", args=[by_agency.pk])
    assert url in enter(cast.ann).get(reverse("desk:agency")).content.decode()
    assert "要由交通局回應" in text(enter(cast.ann).get(url))
    assert enter(cast.ann).post(url, typed | {"handing-reason": ""}).status_code == 422
    assert enter(cast.ann).post(url, typed).headers["Location"] == reverse("desk:agency")
    assert enter(cast.ann).get(url).status_code == 404
    url = reverse("desk:review_transfer", args=[by_review.pk])
    assert url in enter(cast.rui).get(reverse("desk:review_one", args=[by_review.pk])).content.decode()
    assert enter(cast.rui).post(url, typed).status_code == 302
    chosen = {"action": "transfer", "_selected_action": [by_admin.pk], "agency": "parks", "reason": "公園綠地"}
    enter(cast.ada).post("/admin/proposals/proposal/", chosen)
    assert set(Proposal.objects.values_list("agency__code", flat=True)) == {"parks"}


def test_of_two_who_name_another_agency_the_second_is_told_first(cast, enter, at):
    at(LATER)
    proposal = life.passed(cast)
    education = Agency.objects.create(code="education", name_zh="教育局", name_en="Education")
    url = reverse("desk:review_transfer", args=[proposal.pk])
    seen = marks.lead(proposal)
    hand_on(proposal, cast.ada)
    typed = {"handing-agency": "education", "handing-despite": "on", "handing-reason": "學校周邊", "handing-seen": seen}
    answer = enter(cast.rui).post(url, typed)
    assert answer.status_code == 409 and "學校周邊" in answer.content.decode()
    assert Proposal.objects.get().agency == people.parks()
    again = re.search(r'name="handing-seen" value="(\w+)"', answer.content.decode())[1]
    assert enter(cast.rui).post(url, typed | {"handing-seen": again}).status_code == 302
    assert Proposal.objects.get().agency == education

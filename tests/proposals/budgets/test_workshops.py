"""Workshops between the screening and the feasibility: announced, moved, called off, and what came of them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from civic.lifecycle import Refused
from civic.outbox.models import Mailing
from civic.outbox.registry import kinds
from civic.outbox.words import render
from proposals.budgets import actions, marks, rules
from proposals.budgets.models import Cycle, Workshop
from tests.people import DAY
from tests.proposals.budgets import life
from tests.proposals.budgets.life import BEFORE, CALL, DISPLAY, FEASIBILITY, OPEN, SCREENING

pytestmark = pytest.mark.django_db
WORKSHOPS = SCREENING + 5 * DAY
HELD = WORKSHOPS + DAY
TICK = timedelta(microseconds=1)


@pytest.fixture
def tia(db):
    return life.team()[0]


@pytest.fixture
def cycle(tia):
    return life.calling(tia, workshop_at=WORKSHOPS)


def said(**fields):
    return {"at": HELD, "place": "里民活動中心", "invited": "這一區的提案人和鄰里"} | fields


def refusal(deed, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        deed(*args, **kwargs)
    return refused.value.refusal.code


def test_the_phase_lies_between_screening_and_feasibility_and_says_what_it_allows(client, cycle, at):
    assert [cycle.phase(at) for at in (WORKSHOPS - TICK, WORKSHOPS, FEASIBILITY)] == [
        "screening", "workshop", "feasibility",
    ]  # fmt: skip
    assert {"screen", "join", "tell"} <= rules.PHASES["workshop"].allows
    at(WORKSHOPS)
    page = client.get(cycle.get_absolute_url()).content.decode()
    assert str(rules.PHASES["workshop"].says) in page and str(rules.PHASES["call"].says) not in page


def test_every_phase_says_what_it_allows():
    assert all(str(phase.says) for phase in rules.PHASES.values())


def test_the_team_announces_moves_and_calls_off(cycle, tia, mei):
    assert refusal(actions.invite, cycle, mei, now=CALL, **said()) == "no_role"
    for wrong in (WORKSHOPS - TICK, FEASIBILITY):
        assert refusal(actions.invite, cycle, tia, now=CALL, **said(at=wrong)) == "not_then"
    assert refusal(actions.invite, cycle, tia, now=CALL, **said(invited=" ")) == "incomplete"
    assert refusal(actions.invite, cycle, tia, now=FEASIBILITY, **said()) == "not_this_phase"
    other = life.planned(tia)
    assert refusal(actions.invite, other, tia, now=CALL, **said()) == "no_workshops"
    assert refusal(actions.invite, cycle, tia, now=CALL, **said(area=other.areas.first())) == "no_area"
    held = actions.invite(cycle, tia, now=CALL, **said(area=cycle.areas.first()))
    seen = marks.workshop(held)
    moved = actions.invite(cycle, tia, now=SCREENING, workshop=held, seen=seen, **said(at=HELD + DAY))
    assert refusal(actions.invite, cycle, tia, now=SCREENING, workshop=held, seen=seen, **said()) == "changed"
    actions.call_off(moved, tia, now=SCREENING)
    actions.call_off(moved, tia, now=SCREENING)
    assert not Workshop.objects.exists()


def test_what_came_of_it_is_told_once_it_was_held_until_the_vote_opens(cycle, tia):
    held = actions.invite(cycle, tia, now=CALL, **said())
    assert refusal(actions.tell_outcome, held, tia, now=HELD - TICK, outcome="併成兩案。") == "not_held"
    assert refusal(actions.tell_outcome, held, tia, now=HELD, outcome=" ") == "no_words"
    held = actions.tell_outcome(held, tia, now=HELD, outcome="併成兩案。")
    assert refusal(actions.invite, cycle, tia, now=HELD, workshop=held, **said()) == "told"
    assert refusal(actions.call_off, held, tia, now=HELD) == "told"
    held = actions.tell_outcome(held, tia, now=DISPLAY, outcome="併成三案。", seen=marks.workshop(held))
    for at in (cycle.looks_again_at, cycle.vote_at):
        actions.take_turns(Cycle.objects.get(pk=cycle.pk), now=at)
    assert refusal(actions.tell_outcome, held, tia, now=cycle.vote_at, outcome="別的") == "not_held"
    for deed in (lambda: Workshop.objects.update(outcome="別的"), lambda: Workshop.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_who_follows_hears_of_workshops_as_they_were_said_then(cycle, tia, mei):
    actions.follow(cycle, mei)
    held = actions.invite(cycle, tia, now=CALL, **said(area=cycle.areas.first()))
    actions.invite(cycle, tia, now=CALL, workshop=held, seen=marks.workshop(held), **said(place="國小禮堂"))
    actions.call_off(held, tia, now=CALL)
    other = actions.invite(cycle, tia, now=CALL, **said())
    for outcome in ("併成兩案。", "併成三案。"):
        actions.tell_outcome(other, tia, now=HELD, outcome=outcome)
    actions.invite(life.planned(tia, workshop_at=OPEN - 2 * DAY), tia, now=BEFORE, **said(at=OPEN - DAY))
    letters = []
    for mailing in Mailing.objects.filter(kind="budgets.workshop", subject=cycle.record_key).order_by("pk"):
        assert kinds[mailing.kind].audience(mailing, 0, 10) == [mei.pk]
        letters.append(render(mailing.kind, kinds[mailing.kind].context(mailing, "zh-hant") | {"nickname": "mei"}))
    starts = ["邀請您來工作坊", "工作坊有異動", "工作坊取消", "邀請您來工作坊", "工作坊談出了什麼"]
    assert [subject.partition("：")[0] for subject, _body in letters] == starts
    assert all("#workshops" in body and "鄰里" in body for _subject, body in letters)
    assert ["國小禮堂" in body for _subject, body in letters] == [False, True, True, False, False]
    assert ["第1區" in body for _subject, body in letters] == [True, False, False, False, False]
    assert Mailing.objects.filter(kind="budgets.workshop").count() == len(letters), "none of what is not public"


def test_an_area_with_a_workshop_stays(cycle, tia):
    actions.invite(cycle, tia, now=CALL, **said(area=cycle.areas.first()))
    cycle.projects.all().delete()
    row = {"name_zh": "乙", "name_en": "B", "amount": 3, "is_citywide": False, "districts": []}
    assert refusal(actions.save_areas, cycle, tia, now=CALL, seen=None, areas=[row]) == "has_projects"


def test_the_room_of_the_desk_and_the_public_page(client, cycle, tia, at):
    at(SCREENING)
    client.force_login(tia)
    room = f"/budgets/desk/{cycle.pk}/workshops/"
    begins = f"{timezone.localtime(HELD):%Y-%m-%dT%H:%M}"
    sent = {"workshop-at": begins, "workshop-place": "里民活動中心", "workshop-invited": "鄰里"}
    assert client.post(room, sent | {"workshop-place": ""}).status_code == 422
    assert client.post(room, sent | {"workshop-at": f"{timezone.localtime(CALL):%Y-%m-%dT%H:%M}"}).status_code == 409
    assert client.post(room, sent).status_code == 302
    held = Workshop.objects.get()
    assert held.at == HELD
    one = f"{room}{held.pk}/"
    assert one in client.get(room).content.decode()
    changed = sent | {"deed": "workshop", "workshop-seen": marks.workshop(held), "workshop-place": "國小禮堂"}
    assert client.post(one, changed).status_code == 302
    assert client.post(one, changed | {"workshop-place": "別處"}).status_code == 409, "it has been changed since"
    at(HELD)
    held = Workshop.objects.get()
    told = {"deed": "outcome", "outcome-seen": marks.workshop(held), "outcome-outcome": "併成兩案。"}
    assert client.post(one, told).status_code == 302
    assert client.post(one, {"deed": "off", "off-seen": marks.workshop(Workshop.objects.get())}).status_code == 409
    client.logout()
    page = client.get(cycle.get_absolute_url()).content.decode()
    assert "國小禮堂" in page and "鄰里" in page and "併成兩案。" in page

"""What agencies owe once a proposal is established: demands, timetable, contact, extension, answer."""

import pytest

from civic.agencies.models import Agency
from civic.outbox.models import Mailing
from civic.record.models import Entry
from proposals import actions, marks
from proposals.models import Answer, Finding, Proposal
from tests import people
from tests.proposals import life
from tests.proposals.life import DAY, OPENS, TICK, at, refusing

pytestmark = pytest.mark.django_db
LATER = OPENS + 2 * DAY


@pytest.fixture
def established(cast):
    """Established on Thursday 5 March 2026 at 00:00."""
    return life.established(cast)


def findings(proposal):
    """{demand number: (finding, reasons)} as drafted."""
    rows = Finding.objects.filter(demand__proposal=proposal).select_related("demand")
    return {row.demand.number: (row.finding, row.reasons) for row in rows}


def draft(proposal, official, text="感謝提議。", reasons=("明年種", "視距不足")):
    rows = {number: ("partly", reason, people.transport()) for number, reason in enumerate(reasons, 1)}
    actions.draft_answer(proposal, official, now=LATER, text=text, findings=rows)


# --- what is due --------------------------------------------------------------------------------


def test_the_deadlines_are_counted_from_the_day_of_establishment(established):
    """7 and 14 working days, two months; each ends with its last day."""
    assert life.due(established, "timetable") == at(2026, 3, 17)
    assert life.due(established, "contact") == at(2026, 3, 26)
    assert life.due(established, "answer") == at(2026, 5, 6)


def test_two_months_after_the_last_of_december_is_the_last_of_february_or_the_next_working_day(cast):
    proposal = life.passed(cast)
    life.endorse(proposal, life.THRESHOLD, at(2026, 3, 31, 23))
    assert life.due(proposal, "answer") == at(2026, 6, 2), "31 May 2026 is a Sunday"


# --- who ----------------------------------------------------------------------------------------

DEEDS = {
    "timetable": lambda p, who: actions.publish_timetable(p, who, now=LATER, text="四月會勘"),
    "contact": lambda p, who: actions.record_contact(p, who, now=LATER),
    "supporting": lambda p, who: actions.set_supporting(p, who, now=LATER, agencies=[people.parks()]),
    "demands": lambda p, who: actions.set_demands(p, who, now=LATER, texts=["種樹"]),
    "extension": lambda p, who: actions.extend(p, who, now=LATER, reason="要等鑑定", months=1),
    "draft": lambda p, who: actions.draft_answer(p, who, now=LATER, text="好", findings={}),
    "publication": lambda p, who: actions.publish_answer(p, who, now=LATER),
}


@pytest.mark.parametrize("name", DEEDS)
def test_nobody_but_the_agency_in_charge_does_it(cast, established, name):
    refusals = {"mei": "no_role", "bo": "no_role", "rui": "no_role", "ada": "no_role", "kai": "other_agency"}
    for nickname, code in refusals.items():
        person = getattr(cast, nickname)
        with refusing(code):
            DEEDS[name](established, person)
    with refusing("sign_in"):
        DEEDS[name](established, None)


@pytest.mark.parametrize("name", DEEDS)
def test_not_before_it_is_established_and_not_once_it_is_answered(cast, name):
    collecting = life.passed(cast)
    ann = cast.ann
    with refusing("not_established"):
        DEEDS[name](collecting, ann)
    answered = life.answered(cast)
    with refusing("answered"):
        DEEDS[name](answered, ann)


@pytest.mark.parametrize("name", [name for name in DEEDS if name != "draft"])
def test_a_supporting_agency_only_drafts(cast, established, name):
    actions.set_supporting(established, cast.ann, now=LATER, agencies=[people.parks()])
    draft(established, cast.kai)
    kai = cast.kai
    with refusing("other_agency"):
        DEEDS[name](established, kai)


def test_a_finding_stands_in_the_name_of_an_agency_in_charge_only(cast, established):
    ann, parks = cast.ann, people.parks()
    actions.set_demands(established, ann, now=LATER, texts=["種樹"])
    mine = {"text": "草稿", "findings": {1: ("partly", "明年種", parks)}}
    with refusing("not_in_charge"):
        actions.draft_answer(established, ann, now=LATER, **mine)
    actions.set_supporting(established, ann, now=LATER, agencies=[parks])
    actions.draft_answer(established, ann, now=LATER, **mine)
    seen = marks.draft(established)
    actions.set_supporting(established, ann, now=LATER, agencies=[])
    assert Finding.objects.get().agency == people.transport(), "the words stay, in the name of the lead"
    with refusing("changed"):
        actions.publish_answer(established, ann, now=LATER, seen=seen)
    Finding.objects.update(agency=parks)
    with refusing("not_in_charge"):
        actions.publish_answer(established, ann, now=LATER)


def test_an_agency_closed_meanwhile_is_named_no_more_but_may_stay(cast, established):
    ann, parks = cast.ann, people.parks()
    stale = Agency.objects.get(pk=parks.pk)
    Agency.objects.filter(pk=parks.pk).update(is_active=False)
    with refusing("agency_closed"):
        actions.set_supporting(established, ann, now=LATER, agencies=[stale])
    Agency.objects.filter(pk=parks.pk).update(is_active=True)
    actions.set_supporting(established, ann, now=LATER, agencies=[parks])
    Agency.objects.filter(pk=parks.pk).update(is_active=False)
    water = Agency.objects.create(code="water", name_zh="水利局", name_en="Water")
    actions.set_supporting(established, ann, now=LATER, agencies=[parks, water])
    assert set(established.supporting.all()) == {parks, water}


# --- demands ------------------------------------------------------------------------------------


def test_demands_are_numbered_in_order_and_blank_lines_left_out(cast, established):
    actions.set_demands(established, cast.ann, now=LATER, texts=[" 種樹 ", "", "遮陽"])
    assert list(established.demands.values_list("number", "text")) == [(1, "種樹"), (2, "遮陽")]
    with refusing("no_demands"):
        actions.set_demands(established, cast.ann, now=LATER, texts=[" ", ""])


def test_what_was_drafted_stays_with_its_demand(cast, established):
    actions.set_demands(established, cast.ann, now=LATER, texts=["種樹", "遮陽"])
    draft(established, cast.ann)
    actions.set_demands(established, cast.ann, now=LATER, texts=["澆水", "遮陽", "種樹"])
    assert findings(established) == {2: ("partly", "視距不足"), 3: ("partly", "明年種")}


def test_a_rewritten_demand_keeps_what_was_drafted_on_it_wherever_it_stands(cast, established):
    actions.set_demands(established, cast.ann, now=LATER, texts=["種樹", "遮陽"])
    draft(established, cast.ann)
    trees, shade = established.demands.all()
    texts = ["設飲水機", (shade.pk, "設遮陽棚"), (trees.pk, "種大樹")]
    actions.set_demands(established, cast.ann, now=LATER, texts=texts)
    assert [row.pk for row in established.demands.all()][1:] == [shade.pk, trees.pk]
    assert findings(established) == {2: ("partly", "視距不足"), 3: ("partly", "明年種")}


def test_what_was_drafted_on_a_demand_goes_with_it_and_lands_on_no_other(cast, established):
    actions.set_demands(established, cast.ann, now=LATER, texts=["種樹", "遮陽"])
    draft(established, cast.ann)
    actions.set_demands(established, cast.ann, now=LATER, texts=["設飲水機", "遮陽"])
    assert findings(established) == {2: ("partly", "視距不足")}
    other = life.established(cast, title="別的提議")
    trees = established.demands.first()
    actions.set_demands(other, cast.ann, now=LATER, texts=[(trees.pk, "搬家")])
    assert established.demands.first() == trees and other.demands.get().pk != trees.pk


# --- what somebody saw ---------------------------------------------------------------------------


def told(proposal):
    """What is on record of it, how often its version was raised, and what is drafted since when."""
    entries = [entry.verb for entry in Entry.objects.about(proposal)]
    return entries, Proposal.objects.get(pk=proposal.pk).version, list(Answer.objects.values("text", "drafted_at"))


SAVED = {
    "timetable": (actions.publish_timetable, {"text": "四月會勘\n五月動工"}, {"text": "六月會勘"}, marks.timetable),
    "demands": (actions.set_demands, {"texts": ["種樹", "遮陽"]}, {"texts": ["遮陽", "種樹"]}, marks.demands),
    "supporting": (actions.set_supporting, {"agencies": ["parks"]}, {"agencies": []}, marks.supporting),
    "draft": (actions.draft_answer, {"text": "甲", "findings": {}}, {"text": "乙", "findings": {}}, marks.draft),
}


def saved(name, proposal, official, which, **more):
    verb, first, second, _mark = SAVED[name]
    said = dict((first, second)[which])
    if "agencies" in said:
        people.parks()
        said["agencies"] = list(Agency.objects.filter(code__in=said["agencies"]))
    verb(proposal, official, now=LATER + which * DAY, **said, **more)


@pytest.mark.parametrize("name", SAVED)
def test_the_same_once_more_says_nothing_new(cast, established, name):
    saved(name, established, cast.ann, 0)
    before = told(established)
    established.refresh_from_db()
    saved(name, established, cast.ann, 0, seen=SAVED[name][3](established))
    assert told(established) == before
    if name == "timetable":
        actions.publish_timetable(established, cast.ann, now=LATER, text="四月會勘\r\n五月動工 ")
        assert told(established) == before, "a browser ends lines its own way"


@pytest.mark.parametrize("name", SAVED)
def test_nobody_replaces_what_they_have_not_seen(cast, established, name):
    mark = SAVED[name][3]
    seen = mark(established)
    assert seen == "", "nothing stands yet"
    saved(name, established, cast.ann, 0, seen=seen)
    ann = cast.ann
    with refusing("changed"):
        saved(name, established, ann, 1, seen=seen)
    established.refresh_from_db()
    first = mark(established)
    saved(name, established, ann, 1, seen=first)
    established.refresh_from_db()
    assert mark(established) != first


CHANGES = {
    "text": lambda p, who: draft(p, who, text="同事改的"),
    "reasons": lambda p, who: draft(p, who, reasons=("後年種", "視距不足")),
    "demand": lambda p, who: actions.set_demands(
        p, who, now=LATER, texts=[(row.pk, f"{row.text}。") for row in p.demands.all()]
    ),
    "order": lambda p, who: actions.set_demands(p, who, now=LATER, texts=["遮陽", "種樹"]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_published_is_what_was_read(cast, established, change):
    actions.set_demands(established, cast.ann, now=LATER, texts=["種樹", "遮陽"])
    draft(established, cast.ann)
    seen, ann = marks.draft(established), cast.ann
    change(established, ann)
    with refusing("changed"):
        actions.publish_answer(established, ann, now=LATER, seen=seen)
    assert actions.publish_answer(established, ann, now=LATER, seen=marks.draft(established)).answered_at == LATER


# --- timetable, contact, extension --------------------------------------------------------------


def test_the_timetable_is_told_once_and_keeps_the_day_it_was_first_published(cast, established):
    actions.publish_timetable(established, cast.ann, now=LATER, text="四月會勘")
    proposal = actions.publish_timetable(established, cast.ann, now=LATER + DAY, text="五月會勘")
    assert (life.duty(proposal, "timetable").done_at, proposal.timetable_text) == (LATER, "五月會勘")
    assert Mailing.objects.filter(kind="proposals.timetable").count() == 1
    assert [e.verb for e in Entry.objects.about(proposal)].count("timetable") == 2
    with refusing("empty"):
        actions.publish_timetable(established, cast.ann, now=LATER, text=" ")


def test_contact_is_noted_once(cast, established):
    actions.record_contact(established, cast.ann, now=LATER)
    with refusing("contacted"):
        actions.record_contact(established, cast.ann, now=LATER)


def test_an_extension_is_possible_until_the_last_microsecond_of_the_deadline(cast, established):
    due = life.due(established, "answer")
    with refusing("overdue"):
        actions.extend(established, cast.ann, now=due, reason="要等鑑定", months=1)
    proposal = actions.extend(established, cast.ann, now=due - TICK, reason="要等鑑定", months=2)
    assert life.due(proposal, "answer") == at(2026, 7, 7), "5 July 2026 is a Sunday"
    with refusing("extended_once"):
        actions.extend(proposal, cast.ann, now=due - TICK, reason="還要等", months=1)


@pytest.mark.parametrize("months", [0, 3, -1])
def test_an_extension_is_of_one_or_two_months(cast, established, months):
    with refusing("too_long"):
        actions.extend(established, cast.ann, now=LATER, reason="要等鑑定", months=months)


def test_an_extension_says_why_and_names_nobody(cast, established):
    with refusing("no_reason"):
        actions.extend(established, cast.ann, now=LATER, reason=" ", months=1)
    with refusing("personal_data"):
        actions.extend(established, cast.ann, now=LATER, reason="陳柏宇出國", months=1)


# --- the answer ---------------------------------------------------------------------------------


def test_an_answer_needs_demands_a_text_and_a_reasoned_finding_for_each(cast, established):
    with refusing("no_demands"):
        actions.publish_answer(established, cast.ann, now=LATER)
    actions.set_demands(established, cast.ann, now=LATER, texts=["種樹", "遮陽"])
    with refusing("finding_missing"):
        actions.publish_answer(established, cast.ann, now=LATER)
    draft(established, cast.ann, reasons=["明年種", " "])
    with refusing("finding_missing"):
        actions.publish_answer(established, cast.ann, now=LATER)
    draft(established, cast.ann, text=" ")
    with refusing("empty"):
        actions.publish_answer(established, cast.ann, now=LATER)


def test_a_published_answer_tells_whether_it_was_late(cast, established):
    actions.set_demands(established, cast.ann, now=LATER, texts=["種樹"])
    draft(established, cast.ann, reasons=["明年種"])
    proposal = actions.publish_answer(established, cast.ann, now=life.due(established, "answer"))
    entry = Entry.objects.about(proposal).get(verb="answered")
    assert entry.data == {"late": True}
    assert entry.actor == people.transport().record_key
    assert Mailing.objects.filter(kind="proposals.answered").count() == 1


# --- what gives somebody away -------------------------------------------------------------------

GIVING_AWAY = [
    "承辦與陳柏宇先生聯繫",
    "承辦與陳 柏 宇聯繫",
    "請洽 bo@example.test",
    "請洽 ＢＯ@EXAMPLE.TEST",
    "請洽 someone (at) mail.example",
    "來電 0912/345/678",
]


@pytest.mark.parametrize("text", GIVING_AWAY)
def test_an_answer_that_gives_somebody_away_waits_for_a_click_that_stands_on_record(cast, established, text):
    actions.set_demands(established, cast.ann, now=LATER, texts=["種樹"])
    for answer in ({"text": text, "reasons": ["明年種"]}, {"text": "感謝", "reasons": [text]}):
        draft(established, cast.ann, **answer)
        with refusing("personal_data"):
            actions.publish_answer(established, cast.ann, now=LATER)
    assert findings(established) == {1: ("partly", text)}
    (passage,) = actions.passages(established, text)
    assert passage.words in text
    proposal = actions.publish_answer(established, cast.ann, now=LATER, confirmed=[passage.key])
    assert proposal.answered_at
    entry = Entry.objects.about(proposal).get(verb="passages_confirmed")
    assert (entry.actor, entry.is_public) == (cast.ann.record_key, False)
    assert entry.data == {"deed": "answered", "passages": 1}, "what was confirmed, never what it was"


@pytest.mark.parametrize("number", ["A123456789", "ａ１２３-４５６-７８９", "A八00000014", "F 1 3 1 1 0 4 0 9 3"])
def test_an_identity_number_stops_a_text_whoever_confirms_it(cast, established, number):
    keys = [passage.key for passage in actions.passages(established, number)]
    with refusing("identity_number"):
        actions.publish_timetable(established, cast.ann, now=LATER, text=f"承辦 {number}", confirmed=keys)


def test_a_click_is_for_the_passages_that_were_shown(cast, established):
    (shown,) = actions.passages(established, "請洽 0912345678")
    with refusing("personal_data"):
        actions.publish_timetable(
            established, cast.ann, now=LATER, text="請洽 0912345678 或 0987654321", confirmed=[shown.key]
        )


NAMES = {"林森": "路段為林森路二段，明年改善。", "高雄": "高雄市政府感謝提議。", "本局": "本局將辦理會勘。",
         "An": "This is the answer of the bureau.", "li": "The public library will be built."}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_endorser_has_a_veto_and_nothing_tells_who_endorsed(cast, established, name):
    cast.mei.name = name
    cast.mei.save(update_fields=["name"])
    assert life.endorse_as(cast.mei, established, LATER).fresh
    assert actions.publish_timetable(established, cast.ann, now=LATER, text=NAMES[name]).timetable_text == NAMES[name]
    pasted = f"{cast.mei.name} {cast.mei.email} {cast.mei.phone}"
    assert actions.passages(established, pasted) == actions.passages(life.established(cast), pasted)


def test_the_name_of_the_proposer_is_found_as_a_word(cast, established):
    cast.bo.name = "An"
    cast.bo.save(update_fields=["name"])
    established.proposer.refresh_from_db()
    assert actions.passages(established, "This is the answer of the bureau.") == []
    assert [passage.words for passage in actions.passages(established, "Ms An asks")] == ["An"]


def test_what_the_agencies_publish_themselves_is_no_secret(cast, established):
    agency = people.transport()
    agency.contacts = "0911-222-333\n@kcg.example"
    agency.save(update_fields=["contacts"])
    own = f"請洽 {agency.email}、someone@kcg.example 或 0911 222 333"
    assert actions.publish_timetable(established, cast.ann, now=LATER, text=own).timetable_text == own
    (other,) = actions.passages(established, "請洽 someone@other.example")
    assert other.words == "someone@other.example"


WAYS = [lambda p: p, lambda p: p.replace("+886", "0"), lambda p: f"{p[:4]}-{p[4:7]} {p[7:]}"]


@pytest.mark.parametrize("write", WAYS, ids=["international", "domestic", "with hyphens and spaces"])
def test_a_phone_number_is_found_however_it_is_written(cast, established, write):
    phone = write(cast.bo.phone)
    with refusing("personal_data"):
        actions.publish_timetable(established, cast.ann, now=LATER, text=f"已電洽 {phone}")


NOTHING = ["\u200b", "\u3164", "\u2800", "\u00ad", "\u202e", "\u2060", "\u0301", "\U000e0020", " \r\n"]


@pytest.mark.parametrize("nothing", NOTHING, ids=ascii)
def test_what_nobody_can_see_is_no_answer_no_timetable_no_reason_and_no_demand(cast, established, nothing):
    with refusing("empty"):
        actions.publish_timetable(established, cast.ann, now=LATER, text=nothing)
    with refusing("no_demands"):
        actions.set_demands(established, cast.ann, now=LATER, texts=[nothing])
    with refusing("no_reason"):
        actions.extend(established, cast.ann, now=LATER, reason=nothing, months=1)
    actions.set_demands(established, cast.ann, now=LATER, texts=["種樹"])
    draft(established, cast.ann, reasons=[nothing])
    with refusing("finding_missing"):
        actions.publish_answer(established, cast.ann, now=LATER)
    draft(established, cast.ann, text=nothing, reasons=["明年種"])
    with refusing("empty"):
        actions.publish_answer(established, cast.ann, now=LATER)


def test_who_has_nothing_to_do_with_it_may_be_named(cast, established):
    assert cast.mei.name == "王美玲"
    actions.publish_timetable(established, cast.ann, now=LATER, text="局長王美玲主持會勘")

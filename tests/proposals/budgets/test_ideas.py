"""An idea from the call to the list of projects: who may do what with it when, and what the database refuses."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from civic.accounts.actions import ERASED, erase, personal_data, suspend
from civic.agencies.models import Official
from civic.city import calendar
from civic.duties import closing
from civic.duties.clockwork import reminders, unattended
from civic.duties.models import Duty
from civic.files.evidence import FILES
from civic.files.intake import take
from civic.lifecycle import Denied, Refused
from civic.outbox.models import Mailing
from civic.outbox.registry import kinds
from civic.outbox.words import render
from civic.personal import Unconfirmed
from civic.verbs import letting
from proposals.budgets import actions, idea_rules, marks
from proposals.budgets.desks.idea_forms import AdoptForm
from proposals.budgets.idea_mail import AboutIdea
from proposals.budgets.ideas import Idea, IdeaEvidence, Joining, Light
from proposals.budgets.models import Cycle
from proposals.models import Proposal
from tests import people
from tests.files import things
from tests.people import DAY
from tests.proposals import life as proposals
from tests.proposals.budgets import life
from tests.proposals.budgets.life import CALL, DISPLAY, FEASIBILITY, SCREENING

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


@pytest.fixture
def tia(db):
    return life.team()[0]


@pytest.fixture
def cycle(tia):
    return life.calling(tia)


def state(idea):
    return Idea.objects.select_related("cycle").get(pk=idea.pk).state


def refusal(deed, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        deed(*args, **kwargs)
    return refused.value.refusal.code


# --- which phase allows what ----------------------------------------------------------------------

PHASES = {"planned": CALL - TICK, "call": CALL, "screening": SCREENING, "feasibility": FEASIBILITY, "display": DISPLAY,
          "vote": DISPLAY + 10 * DAY}  # fmt: skip
WHEN = """
deed     | planned | call | screening | feasibility | display | vote
hand in  |         |  x   |           |             |         |
withdraw |         |  x   |           |             |         |
hide     |         |  x   |     x     |      x      |         |
pass     |         |      |     x     |      x      |         |
refuse   |         |      |     x     |      x      |         |
join     |         |      |     x     |      x      |         |
adopt    |         |  x   |     x     |      x      |         |
ask      |         |      |           |      x      |    x    |
judge    |         |      |           |      x      |    x    |
list     |         |      |           |      x      |    x    |
"""


def test_each_phase_allows_what_the_table_says(cycle, tia):
    bo, mei, ann = people.CAST["bo"](), people.CAST["mei"](), people.CAST["ann"]()
    draft = Idea(pk=1, cycle=cycle, author=bo, area=cycle.areas.first(), title="樹", body="樹")
    waiting = Idea(pk=2, cycle=cycle, author=bo, area=draft.area, title="樹", body="樹", submitted_at=CALL)
    other = Idea(pk=3, cycle=cycle, author=mei, area=draft.area, title="樹", body="樹", submitted_at=CALL)
    passed = Idea(pk=4, cycle=cycle, author=bo, submitted_at=CALL, screened_at=SCREENING)
    asked = Idea(pk=5, cycle=cycle, author=bo, submitted_at=CALL, screened_at=SCREENING, agency=people.transport())
    fit = Idea(pk=6, cycle=cycle, author=bo, submitted_at=CALL, screened_at=SCREENING, is_feasible=True)
    established = Proposal(established_at=CALL)
    rules = {
        "hand in": lambda now: idea_rules.may_hand_in(draft, cycle, bo, now),
        "withdraw": lambda now: idea_rules.may_withdraw(waiting, cycle, bo, now),
        "hide": lambda now: idea_rules.may_refuse(waiting, cycle, tia, now, ["I10"], "不宜公開"),
        "pass": lambda now: idea_rules.may_screen(waiting, cycle, tia, now),
        "refuse": lambda now: idea_rules.may_refuse(waiting, cycle, tia, now, ["I01"], "私人利益"),
        "join": lambda now: idea_rules.may_ask_to_join(waiting, other, cycle, tia, now, "一樣的"),
        "adopt": lambda now: idea_rules.may_adopt(cycle, established, tia, now),
        "ask": lambda now: idea_rules.may_ask_agency(passed, cycle, tia, now, people.transport()),
        "judge": lambda now: idea_rules.may_judge(asked, cycle, ann, True, now),
        "list": lambda now: idea_rules.may_list(fit, cycle, tia, now),
    }
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in WHEN.strip().splitlines()]
    said = {row[0]: {name for name, cell in zip(head[1:], row[1:], strict=True) if cell} for row in rows}
    assert said == {deed: {name for name, at in PHASES.items() if rule(at) is None} for deed, rule in rules.items()}


def test_who_may_not(cycle, tia):
    bo, sam, mei = people.CAST["bo"](), people.CAST["sam"](), people.CAST["mei"]()
    words = {"area": cycle.areas.first(), "title": "樹", "body": "樹"}
    draft = actions.save_idea(sam, now=CALL, cycle=cycle, **words)
    assert refusal(actions.hand_in, draft, sam, now=CALL) == "level_2"
    assert refusal(actions.hand_in, draft, mei, now=CALL) == "not_yours"
    for said, code in (({"title": "樹"}, "incomplete"), ({"title": "樹", "body": "樹"}, "no_area")):
        bare = actions.save_idea(bo, now=CALL, cycle=cycle, **said)
        assert refusal(actions.hand_in, bare, bo, now=CALL) == code
    idea = life.handed_in(cycle, bo)
    assert refusal(actions.withdraw_idea, idea, mei, now=CALL) == "not_yours"
    assert refusal(actions.pass_idea, idea, mei, now=SCREENING) == "no_role"
    own = life.handed_in(cycle, tia)
    assert refusal(actions.pass_idea, own, tia, now=SCREENING) == "own_idea"
    assert refusal(actions.save_idea, bo, now=CALL, idea=idea, seen=marks.idea(idea), title="別的") == "not_editable"


# --- the call -------------------------------------------------------------------------------------


def test_a_draft_that_was_changed_elsewhere_is_not_overwritten_and_what_gives_away_is_asked(cycle, mei):
    draft = actions.save_idea(mei, now=CALL, cycle=cycle, area=cycle.areas.first(), title="樹", body="打 0912-345-678")
    seen = marks.idea(draft)
    draft = actions.save_idea(mei, now=CALL, idea=draft, seen=seen, title="樹蔭")
    assert refusal(actions.save_idea, mei, now=CALL, idea=draft, seen=seen, title="別的") == "changed"
    with pytest.raises(Unconfirmed) as asked:
        actions.hand_in(draft, mei, now=CALL)
    keys = [passage.key for passage in asked.value.found]
    actions.hand_in(draft, mei, now=CALL, confirmed=keys)
    assert state(draft) == "handed_in"


def test_an_area_with_ideas_stays(cycle, tia, mei):
    life.handed_in(cycle, mei)
    cycle.projects.all().delete()
    row = {"name_zh": "乙", "name_en": "B", "amount": 3, "is_citywide": False, "districts": []}
    assert refusal(actions.save_areas, cycle, tia, now=CALL, seen=None, areas=[row]) == "has_projects"


def test_leaving_deletes_drafts_withdraws_during_the_call_and_keeps_the_rest(cycle, tia, mei):
    early = life.handed_in(cycle, mei)
    draft = actions.save_idea(mei, now=CALL, cycle=cycle, title="還沒寫完")
    assert [row["title"] for row in personal_data(mei)["budgets"]["ideas"]] == [early.title, draft.title]
    erase(mei, at=CALL + DAY)
    assert not Idea.objects.filter(pk=draft.pk).exists() and state(early) == "withdrawn"
    bo = people.CAST["bo"]()
    later = life.handed_in(cycle, bo)
    joining = actions.ask_to_join(later, life.handed_in(cycle, people.CAST["rui"]()), tia, now=SCREENING, note="像。")
    erase(bo, at=SCREENING)
    assert state(later) == "handed_in"
    joining.refresh_from_db()
    assert joining.declined_at == SCREENING, "nobody can answer it any more"


def test_the_idea_of_a_suspended_author_who_leaves_is_withdrawn_like_any_other(cycle, mei):
    idea, draft = life.handed_in(cycle, mei), actions.save_idea(mei, now=CALL, cycle=cycle, title="還沒寫完")
    suspend(mei, at=CALL, actor="operator", reason="冒名")
    assert refusal(actions.withdraw_idea, idea, mei, now=CALL) == "suspended"
    erase(mei, at=CALL + DAY)
    assert state(idea) == "withdrawn" and not Idea.objects.filter(pk=draft.pk).exists()
    assert Idea.objects.get(pk=idea.pk).author.nickname == ERASED


# --- the screening --------------------------------------------------------------------------------


def test_the_letter_about_a_screening_waits_and_until_then_it_is_taken_back(cycle, tia, mei):
    idea = actions.refuse_idea(
        life.handed_in(cycle, mei), tia, now=SCREENING, grounds=["I07", "I01"], note="太模糊。"
    )
    letter = Mailing.objects.get(kind="budgets.idea_refused")
    assert letter.at == SCREENING + idea_rules.TAKING_BACK_TIME and idea.grounds == ["I01", "I07"]
    assert refusal(actions.take_screening_back, idea, tia, now=letter.at) == "letter_left"
    tom = people.person("Tim", roles=["budget"])
    assert refusal(actions.take_screening_back, idea, tom, now=letter.at - TICK) == "other_screener"
    actions.take_screening_back(idea, tia, now=letter.at - TICK)
    assert state(idea) == "handed_in" and not Mailing.objects.filter(kind="budgets.idea_refused").exists()


def test_two_ideas_are_joined_when_both_authors_agree(cycle, tia, mei):
    bo, rui = people.CAST["bo"](), people.CAST["rui"]()
    carrier, idea = life.handed_in(cycle, mei), life.handed_in(cycle, bo, title="在路口種大樹")
    joining = actions.ask_to_join(carrier, idea, tia, now=SCREENING, note="同一個路口。")
    assert refusal(actions.ask_to_join, carrier, idea, tia, now=SCREENING, note="再問一次。") == "asked"
    with pytest.raises(Denied):
        actions.answer_joining(joining, rui, now=SCREENING, agrees=True)
    actions.answer_joining(joining, mei, now=SCREENING, agrees=True)
    assert state(idea) == "handed_in"
    actions.answer_joining(joining, bo, now=SCREENING, agrees=True)
    assert state(idea) == "joined" and Idea.objects.get(pk=idea.pk).carrier == carrier
    assert list(carrier.carried.all()) == [idea]
    actions.answer_joining(joining, bo, now=SCREENING, agrees=True)  # pressed twice
    with pytest.raises(Denied):
        actions.answer_joining(joining, bo, now=SCREENING, agrees=False)
    third = life.handed_in(cycle, bo, title="在巷口種樹")
    joining = actions.ask_to_join(carrier, third, tia, now=SCREENING, note="也很像。")
    actions.answer_joining(joining, bo, now=SCREENING, agrees=False)
    actions.answer_joining(joining, mei, now=SCREENING, agrees=True)
    assert state(third) == "handed_in"


def joined(cycle, carrier, idea, tia, now=SCREENING):
    """`idea` once both authors agreed that `carrier` stands for it."""
    joining = actions.ask_to_join(carrier, idea, tia, now=now, note="同一件。")
    for author in {carrier.author, idea.author}:
        actions.answer_joining(joining, author, now=now, agrees=True)
    return Idea.objects.get(pk=idea.pk)


def test_a_joined_idea_does_not_end_with_the_refusal_of_the_one_that_stands_for_it(client, cycle, tia, mei, at):
    bo, rui = people.CAST["bo"](), people.CAST["rui"]()
    carrier, idea = life.handed_in(cycle, mei), life.handed_in(cycle, bo, title="在路口種大樹")
    early = joined(cycle, idea, life.handed_in(cycle, rui, title="種樹"), tia)
    idea = joined(cycle, carrier, idea, tia)
    assert refusal(actions.separate, idea, bo, now=SCREENING) == "carrier_stands"
    carrier = actions.refuse_idea(carrier, tia, now=SCREENING, grounds=["I01"], note="只有一戶。")
    letter = Mailing.objects.get(kind="budgets.carrier_ended")
    assert sorted(kinds[letter.kind].audience(letter, 0, 9)) == sorted([bo.pk, rui.pk])
    assert refusal(actions.separate, idea, bo, now=letter.at - TICK) == "carrier_stands", "it may be taken back"
    assert refusal(actions.separate, idea, mei, now=letter.at) == "not_yours"
    assert refusal(actions.separate, idea, bo, now=DISPLAY) == "not_this_phase"
    at(letter.at)
    client.force_login(bo)
    assert "合併對象沒有被採納" in client.get("/mine/").content.decode()
    page = client.get(idea.get_absolute_url()).content.decode()
    assert f"{idea.get_absolute_url()}separation/" in page and "未通過初步檢視" in page
    for _twice in range(2):
        assert client.post(f"{idea.get_absolute_url()}separation/").status_code == 302
    assert state(idea) == "handed_in" and state(early) == "joined", "it still stands for what was joined with it before"
    late = Mailing.objects.get(kind="budgets.idea_joined", subject=idea.record_key)
    assert sorted(kinds[late.kind].audience(late, 0, 9)) == sorted([mei.pk, bo.pk]), "though they parted"
    assert carrier.title in render(late.kind, kinds[late.kind].context(late, "zh-hant") | {"nickname": "bo"})[1]
    actions.pass_idea(Idea.objects.get(pk=idea.pk), tia, now=letter.at)
    assert refusal(actions.separate, early, rui, now=letter.at) == "carrier_stands"


def test_a_screening_that_is_taken_back_tells_no_joined_author(cycle, tia, mei):
    carrier, idea = life.handed_in(cycle, mei), life.handed_in(cycle, people.CAST["bo"](), title="種大樹")
    joined(cycle, carrier, idea, tia)
    carrier = actions.refuse_idea(carrier, tia, now=SCREENING, grounds=["I01"], note="只有一戶。")
    actions.take_screening_back(carrier, tia, now=SCREENING)
    assert not Mailing.objects.filter(kind="budgets.carrier_ended").exists()
    assert refusal(actions.separate, idea, idea.author, now=FEASIBILITY) == "carrier_stands"


def test_a_joined_idea_goes_on_after_a_red_light_where_it_stood_before(cycle, tia, mei):
    ann, bo = people.CAST["ann"](), people.CAST["bo"]()
    carrier, idea = life.handed_in(cycle, mei), life.handed_in(cycle, bo, title="在路口種大樹")
    idea = joined(cycle, carrier, actions.pass_idea(idea, tia, now=SCREENING), tia)
    carrier = actions.pass_idea(Idea.objects.get(pk=carrier.pk), tia, now=SCREENING)
    carrier = actions.ask_agency(carrier, tia, now=FEASIBILITY, agency=people.transport())
    actions.judge(carrier, ann, now=FEASIBILITY, lights=life.lights(budget="red"), estimate=None)
    assert Mailing.objects.get(kind="budgets.carrier_ended").at == FEASIBILITY
    assert state(actions.separate(idea, bo, now=FEASIBILITY)) == "passed"


def test_the_database_parts_joined_ideas_only_where_the_carrier_ended(cycle, tia, mei):
    carrier, idea = life.handed_in(cycle, mei), life.handed_in(cycle, mei, title="在路口種大樹")
    idea = joined(cycle, carrier, idea, tia)
    part = Idea.objects.filter(pk=idea.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        part.update(carrier=None, joined_at=None)
    actions.refuse_idea(Idea.objects.get(pk=carrier.pk), tia, now=SCREENING, grounds=["I01"], note="只有一戶。")
    other = life.handed_in(cycle, mei, title="別的")
    with pytest.raises(IntegrityError), transaction.atomic():
        part.update(carrier=other)
    assert part.update(carrier=None, joined_at=None)


# --- feasibility ----------------------------------------------------------------------------------


def test_an_agency_judges_in_time_and_a_feasible_idea_becomes_a_project(cycle, tia, mei):
    ann, kai = people.CAST["ann"](), people.CAST["kai"]()
    idea = life.asked(cycle, mei, tia, people.transport())
    duty = Duty.objects.about(idea).get()
    assert duty.agency == people.transport() and duty.is_owed
    assert refusal(actions.judge, idea, kai, now=FEASIBILITY, lights=life.lights(), estimate=80) == "other_agency"
    assert refusal(actions.judge, idea, ann, now=FEASIBILITY, lights=life.lights(), estimate=None) == "no_estimate"
    assert refusal(actions.judge, idea, ann, now=FEASIBILITY, lights=life.lights(), estimate=101) == "too_dear"
    empty = life.lights() | {"budget": ("green", " ")}
    assert refusal(actions.judge, idea, ann, now=FEASIBILITY, lights=empty, estimate=80) == "no_reason"
    idea = actions.judge(idea, ann, now=FEASIBILITY + DAY, lights=life.lights(), estimate=80)
    assert Duty.objects.about(idea).get().done_at == FEASIBILITY + DAY and state(idea) == "fit"
    project = actions.list_idea(idea, tia, now=FEASIBILITY + DAY)
    assert (project.cost, project.title, project.area) == (80, idea.title, idea.area) and state(idea) == "listed"
    assert refusal(actions.list_idea, idea, tia, now=FEASIBILITY + DAY) == "not_there"
    actions.remove_project(Cycle.objects.get(pk=cycle.pk), tia, project, now=FEASIBILITY + DAY)
    assert state(idea) == "fit"


def test_a_red_light_ends_it_and_needs_no_estimate(cycle, tia, mei):
    ann = people.CAST["ann"]()
    idea = life.asked(cycle, mei, tia, people.transport())
    actions.judge(idea, ann, now=FEASIBILITY, lights=life.lights(legality="red"), estimate=None)
    assert state(idea) == "unfit" and refusal(actions.list_idea, idea, tia, now=FEASIBILITY) == "not_there"


def test_a_second_judge_who_comes_late_is_told_that_the_agency_has_answered(client, cycle, tia, mei, at):
    at(FEASIBILITY)
    ann, second = people.CAST["ann"](), people.person("Abe", roles=["official"])
    Official.objects.create(person=second, agency=people.transport())
    idea = life.asked(cycle, mei, tia, people.transport())
    actions.judge(idea, ann, now=FEASIBILITY, lights=life.lights(), estimate=80)
    assert refusal(actions.judge, idea, second, now=FEASIBILITY, lights=life.lights(), estimate=70) == "judged"
    client.force_login(second)
    said = {f"judging-{name}_colour": "red" for name in idea_rules.QUESTIONS}
    said |= {f"judging-{name}_note": "不行。" for name in idea_rules.QUESTIONS}
    answer = client.post(f"/budgets/desk/ideas/{idea.pk}/judging/", said)
    page = answer.content.decode()
    assert answer.status_code == 409 and "貴機關已經答復" in page and "不行。" in page


def test_a_closure_moves_the_judgement_and_the_vote_ends_it(cycle, tia, mei):
    idea = life.asked(cycle, mei, tia, people.transport())
    due_at = Duty.objects.about(idea).get().due_at
    day = calendar.next_working_day((FEASIBILITY + DAY).date())
    closing.enter(people.CAST["ada"](), now=FEASIBILITY, days=[day], reason="颱風")
    assert Duty.objects.about(idea).get().due_at > due_at
    cycle.refresh_from_db()
    actions.take_turns(cycle, now=cycle.looks_again_at)
    actions.take_turns(cycle, now=cycle.vote_at)
    assert Duty.objects.about(idea).get().ended_at == cycle.vote_at and state(idea) == "late"


def test_what_was_under_way_when_the_vote_opened_is_found_as_late(client, cycle, tia, mei):
    idea = life.handed_in(cycle, mei)
    for at in (cycle.looks_again_at, cycle.vote_at):
        actions.take_turns(cycle, now=at)
    assert state(idea) == "late"
    late, none = (
        client.get(f"/budgets/{cycle.pk}/ideas/?area=1&state={name}").content.decode() for name in ("late", "listed")
    )
    assert idea.get_absolute_url() in late and idea.get_absolute_url() not in none
    assert 'value="handed_in"' not in late
    client.force_login(tia)
    page = client.get(f"/budgets/desk/{cycle.pk}/ideas/").content.decode()
    assert str(idea_rules.STATES["late"]) in page and str(idea_rules.STATES["handed_in"]) not in page


def test_an_established_proposal_is_taken_over_once_and_both_pages_link_to_each_other(client, cycle, tia, cast):
    established, waiting = proposals.established(cast), proposals.submitted(cast)
    area = cycle.areas.first()
    idea = actions.adopt(cycle, tia, established, area=area, now=SCREENING)
    assert actions.adopt(cycle, tia, established, area=area, now=SCREENING) == idea
    assert (state(idea), idea.author, idea.proposal) == ("passed", cast.bo, established)
    assert refusal(actions.take_screening_back, idea, tia, now=SCREENING) == "letter_left"
    assert idea_rules.may_take_back(idea, cycle, tia, SCREENING).code == "letter_left", "so no page offers it"
    assert idea.get_absolute_url() in client.get(established.get_absolute_url()).content.decode()
    assert established.get_absolute_url() in client.get(idea.get_absolute_url()).content.decode()
    assert refusal(actions.adopt, cycle, tia, waiting, area=area, now=SCREENING) == "not_established"


def test_every_letter_is_written_in_both_languages(cycle, tia, cast):
    people.transport()
    carrier = life.asked(cycle, cast.mei, tia, cast.ann.offices.get().agency)
    actions.refuse_idea(life.handed_in(cycle, cast.bo), tia, now=SCREENING, grounds=["I01"], note="不是。")
    first, second = life.handed_in(cycle, cast.mei), life.handed_in(cycle, cast.bo)
    joining = actions.ask_to_join(first, second, tia, now=SCREENING, note="同一件。")
    for author in (cast.mei, cast.bo):
        actions.answer_joining(joining, author, now=SCREENING, agrees=True)
    actions.judge(carrier, cast.ann, now=FEASIBILITY, lights=life.lights(), estimate=80)
    actions.list_idea(carrier, tia, now=FEASIBILITY)
    ended = life.asked(cycle, cast.bo, tia, cast.ann.offices.get().agency)
    joined(cycle, first, life.handed_in(cycle, cast.rui), tia)
    actions.refuse_idea(first, tia, now=FEASIBILITY, grounds=["I01"], note="不是。")
    actions.judge(ended, cast.ann, now=FEASIBILITY, lights=life.lights(budget="red"), estimate=None)
    late = life.asked(cycle, cast.bo, tia, people.parks())
    given = life.asked(cycle, cast.bo, tia, cast.ann.offices.get().agency)
    actions.hand_idea_on(given, cast.ann, now=FEASIBILITY, agency=people.parks(), reason="公園。")
    actions.adopt(cycle, tia, proposals.established(cast), area=cycle.areas.first(), now=SCREENING)
    due_at = Duty.objects.about(late).get().due_at
    unattended(FEASIBILITY)
    assert cast.kai
    reminders(due_at - TICK)
    reminders(due_at)
    day = calendar.next_working_day((FEASIBILITY + DAY).date())
    closing.enter(cast.ada, now=FEASIBILITY, days=[day], reason="颱風")
    posted = Mailing.objects.filter(kind__startswith="budgets.")
    about_ideas = {kind for kind, plug in kinds.items() if isinstance(plug, AboutIdea)}
    assert set(posted.values_list("kind", flat=True)) == about_ideas
    for mailing in posted:
        for language in ("zh-hant", "en"):
            with translation.override(language):
                context = kinds[mailing.kind].context(mailing, language) | {"nickname": "讀者"}
                subject, body = render(mailing.kind, context)
            assert subject and "http" in body and "None" not in body and "%(" not in body, mailing.kind
        readers = kinds[mailing.kind].audience(mailing, 0, 9)
        assert readers or mailing.kind in ("budgets.deadline", "budgets.overdue"), "moved meanwhile"


def test_an_agency_hands_an_idea_on_with_a_public_reason_and_the_deadline_stays(client, cycle, tia, mei, at):
    at(FEASIBILITY)
    ann, kai = people.CAST["ann"](), people.CAST["kai"]()
    transport, parks = people.transport(), people.parks()
    idea = life.asked(cycle, mei, tia, transport)
    due_at = Duty.objects.about(idea).get().due_at
    on = {"now": FEASIBILITY, "agency": parks, "reason": "這是公園。"}
    assert refusal(actions.hand_idea_on, idea, kai, **on) == "other_agency"
    assert refusal(actions.hand_idea_on, idea, ann, **on | {"agency": transport}) == "same_agency"
    assert refusal(actions.hand_idea_on, idea, ann, **on | {"reason": " "}) == "no_reason"
    with pytest.raises(Unconfirmed):
        actions.hand_idea_on(idea, ann, **on | {"reason": "請打 0912-345-678"})
    client.force_login(ann)
    desk = f"/budgets/desk/ideas/{idea.pk}/"
    sent = {"handing-agency": parks.code, "handing-reason": ""}
    answer = client.post(f"{desk}handing-on/", sent)
    assert answer.status_code == 422 and "judging-interest_colour" in answer.content.decode()
    assert client.post(f"{desk}handing-on/", sent | {"handing-reason": "這是公園。"}).status_code == 302
    idea = Idea.objects.get(pk=idea.pk)
    duty = Duty.objects.about(idea).get()
    assert (idea.agency, duty.agency, duty.due_at) == (parks, parks, due_at)
    assert "這是公園。" in client.get(idea.get_absolute_url()).content.decode()
    assert client.get(f"{desk}judging/").status_code == 403
    letter = Mailing.objects.get(kind="budgets.idea_handed_on")
    assert sorted(kinds[letter.kind].audience(letter, 0, 9)) == sorted([mei.pk, kai.pk])
    actions.judge(idea, kai, now=FEASIBILITY, lights=life.lights(), estimate=80)
    assert refusal(actions.hand_idea_on, idea, kai, **on | {"agency": transport}) == "judged"


# --- evidence -------------------------------------------------------------------------------------

def test_links_and_files_come_to_a_draft_and_stand_once_handed_in(client, cycle, tia, mei, at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    at(CALL + DAY)
    client.force_login(mei)
    words = {"area": "1", "title": "在路口種樹", "body": "要有樹蔭。", "once": "k"}
    new = f"/budgets/{cycle.pk}/ideas/new/"
    answer = client.post(new, words | {"evidence_title": "量測", "evidence_url": "javascript:alert(1)"})
    assert answer.status_code == 422 and not Idea.objects.exists()
    client.post(new, words | {"evidence_title": "量測", "evidence_url": "https://example.test/a"})
    draft = Idea.objects.get()
    edit = f"{draft.get_absolute_url()}edit/"
    file = SimpleUploadedFile("照片.txt", "樹".encode())
    client.post(edit, words | {"seen": marks.idea(draft), "once": "", "evidence_title": "紀錄", "evidence_file": file})
    link, paper = draft.evidence.order_by("pk")
    assert (link.url, paper.name) == ("https://example.test/a", "照片.txt")
    page = client.get(draft.get_absolute_url()).content.decode()
    assert link.url in page and paper.get_absolute_url() in page
    client.post(edit, words | {"seen": marks.idea(draft), "evidence_remove": [link.pk]})
    seen = marks.whole_idea(Idea.objects.get())
    assert list(draft.evidence.all()) == [paper]
    client.logout()
    assert client.get(paper.get_absolute_url()).status_code == 404, "a draft is nobody else's"
    actions.hand_in(draft, mei, now=CALL + DAY, seen=seen)
    answer = client.get(paper.get_absolute_url())
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    more = {"now": CALL + DAY, "title": "又", "url": "https://a.test/"}
    assert refusal(actions.add_evidence, draft, mei, **more) == "not_editable"
    assert personal_data(mei)["budgets"]["evidence"][0]["title"] == "紀錄"
    for deed in (paper.delete, lambda: IdeaEvidence.objects.filter(pk=paper.pk).update(title="別的")):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    actions.refuse_idea(Idea.objects.get(), tia, now=CALL + DAY, grounds=["I09"], note="有別人的個資。")
    assert client.get(paper.get_absolute_url()).status_code == 404
    client.force_login(tia)
    assert client.get(paper.get_absolute_url()).status_code == 200, "the team still knows what it decided about"


def test_what_gives_somebody_away_in_evidence_is_asked_and_files_go_with_their_draft(
    cycle, mei, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    draft = actions.save_idea(mei, now=CALL, cycle=cycle, area=cycle.areas.first(), title="樹", body="樹")
    file = take(SimpleUploadedFile("王小明 0912345678.txt", b"x"), **FILES)
    actions.add_evidence(draft, mei, now=CALL, title="名單", file=file)
    with pytest.raises(Unconfirmed):
        actions.hand_in(draft, mei, now=CALL)
    second = actions.save_idea(mei, now=CALL, cycle=cycle, title="樹")
    actions.add_evidence(second, mei, now=CALL, title="名單", file=take(SimpleUploadedFile("b.txt", b"x"), **FILES))
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_idea(second, mei)
        erase(mei, at=CALL)
    assert not IdeaEvidence.objects.exists() and not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_project_shows_the_picture_and_the_evidence_of_its_idea_which_keeps_both(
    client, cycle, tia, mei, settings, tmp_path, django_capture_on_commit_callbacks, at
):
    settings.MEDIA_ROOT = tmp_path

    def there():
        return sorted(path.name for path in tmp_path.rglob("*") if path.is_file())

    draft = actions.save_idea(mei, now=CALL, cycle=cycle, area=cycle.areas.first(), title="樹", body="樹")
    actions.add_evidence(draft, mei, now=CALL, title="量測", url="https://example.test/a")
    actions.add_evidence(draft, mei, now=CALL, title="現況", file=taken("a.jpg", things.photo()))
    actions.add_evidence(draft, mei, now=CALL, title="另一面", file=taken("b.jpg", things.photo()))
    idea = actions.pass_idea(actions.hand_in(draft, mei, now=CALL), tia, now=SCREENING)
    ann, agency = people.CAST["ann"](), people.transport()
    actions.ask_agency(idea, tia, now=FEASIBILITY, agency=agency)
    actions.judge(idea, ann, now=FEASIBILITY, lights=life.lights(), estimate=30)
    project = actions.list_idea(idea, tia, now=FEASIBILITY)
    own = there()
    link, first, second = idea.evidence.order_by("pk")
    assert (project.picture.name, project.picture_says) == (first.file.name, "現況") and len(own) == 2
    at(FEASIBILITY)
    page = client.get(project.get_absolute_url()).content.decode()
    assert link.url in page and second.get_absolute_url() in page and first.get_absolute_url() not in page
    assert client.get(f"{project.get_absolute_url()}picture")["Content-Type"] == "image/jpeg"

    def entered(**fields):
        with django_capture_on_commit_callbacks(execute=True):
            actions.enter_project(cycle, tia, now=FEASIBILITY, project=project, seen=marks.project(project), **fields)
        project.refresh_from_db()

    entered(picture=taken("c.jpg", things.photo(size=(60, 40))))
    assert len(there()) == 3 and set(own) < set(there())
    client.force_login(tia)
    desk = f"/budgets/desk/{cycle.pk}/projects/{project.number}/"
    form = client.get(desk).context["form"]
    sent = {f"project-{name}": "" if value is None else value for name, value in form.initial.items()}
    sent |= {"project-area": project.area.pk, "project-seen": marks.project(project), "project-no_picture": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(desk, sent).status_code == 302
    project.refresh_from_db()
    assert there() == own and not project.picture and not project.picture_says
    assert "no_picture" not in client.get(desk).context["form"].fields
    entered(picture=first.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_project(cycle, tia, project, now=FEASIBILITY)
    assert there() == own, "what was handed in with an idea stands"


def taken(name, content):
    """A file as the intake takes it."""
    return take(SimpleUploadedFile(name, content), **FILES)


# --- pages and desks ------------------------------------------------------------------------------


def test_a_draft_is_seen_by_its_author_alone_and_shows_similar_ideas(client, cycle, mei, at):
    at(CALL + DAY)
    there = life.handed_in(cycle, people.CAST["bo"]())
    client.force_login(mei)
    words = {"area": "1", "title": "在路口種樹吧", "body": "要有樹蔭。", "once": "k"}
    new = f"/budgets/{cycle.pk}/ideas/new/"
    assert client.post(new, words).status_code == 302 and client.post(new, words).status_code == 302
    draft = Idea.objects.get(author=mei)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert there.get_absolute_url() in page and "這是您的草稿" in page
    client.post(f"{draft.get_absolute_url()}submission/", {"seen": marks.whole_idea(draft)})
    assert state(draft) == "handed_in"
    client.logout()
    assert "在路口種樹吧" in client.get(f"/budgets/{cycle.pk}/ideas/?area=1&state=handed_in").content.decode()
    assert "在路口種樹吧" not in client.get(f"/budgets/{cycle.pk}/ideas/?state=passed").content.decode()


def test_the_second_of_two_who_screen_is_told_and_keeps_the_words(client, cycle, tia, mei, at):
    at(SCREENING)
    idea = life.handed_in(cycle, mei)
    actions.pass_idea(idea, tia, now=SCREENING)
    client.force_login(people.person("Tim", roles=["budget"]))
    said = {"refusal-grounds": ["I01"], "refusal-note": "只有一戶用得到。", "refusal-seen": marks.whole_idea(idea)}
    answer = client.post(f"/budgets/desk/ideas/{idea.pk}/refusal/", said)
    assert answer.status_code == 409 and "只有一戶用得到。" in answer.content.decode()
    assert state(idea) == "passed"


def test_an_idea_refused_for_its_text_shows_the_grounds_and_not_the_text(client, cycle, tia, mei, at):
    at(CALL + DAY)
    idea = life.handed_in(cycle, mei, title="某某的電話", body="打給他。")
    actions.refuse_idea(idea, tia, now=CALL + DAY, grounds=["I09"], note="有別人的個資。")
    page = client.get(idea.get_absolute_url()).content.decode()
    assert "有別人的個資。" in page and "打給他" not in page and "某某的電話" not in page
    assert "某某的電話" not in client.get(f"/budgets/{cycle.pk}/ideas/").content.decode()


def test_no_answer_is_no_no_and_a_yes_that_comes_too_late_is_told(client, cycle, tia, mei, at):
    at(SCREENING)
    bo = people.CAST["bo"]()
    carrier, idea = life.handed_in(cycle, mei), life.handed_in(cycle, bo, title="在路口種大樹")
    joining = actions.ask_to_join(carrier, idea, tia, now=SCREENING, note="同一個路口。")
    client.force_login(mei)
    client.post(f"{carrier.get_absolute_url()}joinings/{joining.pk}/")
    joining.refresh_from_db()
    assert joining.declined_at is None
    client.post(f"{carrier.get_absolute_url()}joinings/{joining.pk}/", {"answer": "no"})
    client.force_login(bo)
    page = client.post(f"{idea.get_absolute_url()}joinings/{joining.pk}/", {"answer": "yes"}, follow=True)
    assert "這兩件構想不合併" in page.content.decode()


def test_an_idea_does_not_tell_the_hidden_title_of_the_one_that_stands_for_it(client, cycle, tia, mei):
    bo = people.CAST["bo"]()
    carrier, idea = life.handed_in(cycle, mei, title="某某的電話"), life.handed_in(cycle, bo)
    joining = actions.ask_to_join(carrier, idea, tia, now=SCREENING, note="同一件。")
    for author in (mei, bo):
        actions.answer_joining(joining, author, now=SCREENING, agrees=True)
    actions.refuse_idea(carrier, tia, now=SCREENING, grounds=["I09"], note="有別人的個資。")
    page = client.get(idea.get_absolute_url()).content.decode()
    assert carrier.get_absolute_url() in page and "某某的電話" not in page


# --- what the database refuses --------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "update budgets_idea set title = '別的' where id = {pk}",
        "update budgets_idea set author_id = author_id + 1 where id = {pk}",
        "update budgets_idea set agency_id = null, asked_at = null where id = {pk}",
        "update budgets_idea set estimate = 1 where id = {pk}",
        "update budgets_idea set is_feasible = false where id = {pk}",
        "update budgets_light set colour = 'red' where idea_id = {pk}",
        "delete from budgets_light where idea_id = {pk}",
        "delete from budgets_idea where id = {pk}",
        "update budgets_idea set carrier_id = id + 1, joined_at = now() where id = {pk}",
        "insert into budgets_idea (cycle_id, area_id, author_id, title, body, place, created_at, submitted_at, "
        "grounds, note, version) select cycle_id, area_id, author_id, title, body, '', now(), now(), '{{}}', '', 1 "
        "from budgets_idea where id = {pk}",
    ],
)
def test_what_was_handed_in_and_decided_stands(cycle, tia, mei, statement):
    ann = people.CAST["ann"]()
    idea = life.asked(cycle, mei, tia, people.transport())
    actions.judge(idea, ann, now=FEASIBILITY, lights=life.lights(), estimate=80)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(pk=idea.pk))
    assert Light.objects.count() == 3 and Joining.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        "note = '別的理由'",
        "grounds = '{I02}'",
        "screened_by_id = author_id",
        "screened_at = now()",
        "refused_at = now()",
        "refused_at = null, grounds = '{}', note = ''",
        "screened_at = null, screened_by_id = null, refused_at = null, grounds = '{}', note = ''",
    ],
)
def test_what_the_screening_decided_stands(cycle, tia, mei, change):
    idea = actions.refuse_idea(life.handed_in(cycle, mei), tia, now=SCREENING, grounds=["I01"], note="只有一戶。")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update budgets_idea set {change} where id = {idea.pk}")
    with pytest.raises(IntegrityError), transaction.atomic(), letting("budgets.taken_back", idea.pk):
        Idea.objects.filter(pk=idea.pk).update(note="別的理由")
    assert Idea.objects.get(pk=idea.pk).note == "只有一戶。"


@pytest.mark.parametrize(
    "statement",
    [
        "update budgets_joining set note = '別的'",
        "update budgets_joining set carrier_id = idea_id, idea_id = carrier_id",
        "update budgets_joining set asked_at = now()",
        "set constraints all immediate; truncate budgets_joining",
        "set constraints all immediate; truncate budgets_light",
        "set constraints all immediate; truncate budgets_idea cascade",
    ],
)
def test_what_authors_were_asked_stands_and_nothing_is_emptied(cycle, tia, mei, statement):
    carrier, idea = life.handed_in(cycle, mei), life.handed_in(cycle, mei, title="在路口種大樹")
    actions.ask_to_join(carrier, idea, tia, now=SCREENING, note="同一個路口。")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_team_chooses_a_proposal_not_a_text():
    with translation.override("zh-hant"):
        assert AdoptForm.base_fields["proposal"].label == "提議"

"""Nobody decides on what concerns themselves: of their own, or of what they have recused themselves from."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from civic.accounts import actions as accounts
from civic.accounts.models import Person
from civic.accounts.working import Recusal
from civic.lifecycle import Denied, Refused
from civic.record.models import Entry
from civic.staffing import recusing
from proposals import actions
from proposals.budgets import idea_rules
from proposals.budgets.ideas import Idea
from proposals.desks.review import next_case
from proposals.programme.actions.applying import withdraw
from tests import people
from tests.proposals import life
from tests.proposals.budgets import life as budgets
from tests.proposals.programme import life as programme

DAY = timedelta(days=1)
WHY = "申請人是我的表哥"


def recuse(thing, person, at=life.PASSED):
    return recusing.recuse(thing, person, at=at, reason=WHY)


def test_the_recused_reviewer_decides_no_more_and_a_colleague_does(cast):
    proposal = life.submitted(cast)
    recuse(proposal, cast.rui)
    for deed in (
        lambda: actions.pass_review(proposal, cast.rui, now=life.PASSED, agency=people.transport()),
        lambda: actions.refuse(proposal, cast.rui, now=life.PASSED, grounds=["R05"], note="不明確"),
        lambda: actions.ask_to_amend(proposal, cast.rui, now=life.PASSED, note="請補充"),
    ):
        with pytest.raises(Refused) as refused, transaction.atomic():
            deed()
        assert refused.value.refusal.code == "recused"
    colleague = people.person("ray", roles=["reviewer"])
    actions.pass_review(proposal, colleague, now=life.PASSED, agency=people.transport())


def test_the_recused_official_answers_no_more(cast):
    proposal = life.established(cast)
    recuse(proposal, cast.ann)
    with pytest.raises(Refused) as refused:
        actions.publish_timetable(proposal, cast.ann, now=life.OPENS + DAY, text="三月")
    assert refused.value.refusal.code == "recused"


def test_another_thing_is_another_matter(cast):
    first, second = life.submitted(cast), life.submitted(cast)
    recuse(first, cast.rui)
    actions.pass_review(second, cast.rui, now=life.PASSED, agency=people.transport())


def test_it_needs_a_reason_and_is_done_once(cast):
    proposal = life.submitted(cast)
    with pytest.raises(Refused) as refused:
        recusing.recuse(proposal, cast.rui, at=life.PASSED, reason=" ")
    assert refused.value.refusal.code == "empty"
    recuse(proposal, cast.rui)
    with pytest.raises(Refused) as refused:
        recuse(proposal, cast.rui)
    assert refused.value.refusal.code == "recused" and Recusal.objects.count() == 1


def test_only_another_administrator_undoes_it(cast):
    proposal = life.submitted(cast)
    rui = people.person("ray", roles=["reviewer", "administrator"])
    found = recuse(proposal, rui)
    for who in (rui, cast.ann):
        with pytest.raises(Denied):
            recusing.undo(found, at=life.PASSED, actor=who, reason="查明無關")
    recusing.undo(found, at=life.PASSED, actor=cast.ada, reason="查明無關")
    actions.pass_review(proposal, rui, now=life.PASSED, agency=people.transport())
    with pytest.raises(Denied):
        recusing.undo(found, at=life.PASSED, actor=cast.ada, reason="再一次")


def test_the_record_says_that_and_not_why_and_the_public_neither(cast, client):
    proposal = life.established(cast)
    recuse(proposal, cast.ann)
    entry = Entry.objects.about(proposal).get(verb="recused")
    assert (entry.actor, entry.is_public, entry.data) == (cast.ann.record_key, False, {})
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert WHY not in page and "迴避" not in page


# --- at the desks ----------------------------------------------------------------------------------


def test_the_way_there_and_back(cast, client, at):
    at(life.PASSED)
    proposal = life.submitted(cast)
    client.force_login(cast.rui)
    way = f"/desk/recusals/{proposal.record_key}/"
    assert way in client.get(f"/desk/review/{proposal.pk}/").content.decode()
    assert client.get(way).status_code == 200
    assert client.post(way, {"reason": " "}).status_code == 422
    assert client.post(way, {"reason": WHY})["Location"] == f"/desk/review/{proposal.pk}/"
    page = client.get(f"/desk/review/{proposal.pk}/").content.decode()
    assert WHY in page and way not in page and 'id="passing"' not in page
    client.force_login(people.person("ray", roles=["reviewer"]))
    assert "有人迴避" in client.get("/desk/review/").content.decode()
    page = client.get(f"/desk/review/{proposal.pk}/").content.decode()
    assert WHY in page and way in page and 'id="passing"' in page


@pytest.mark.parametrize("name, status", [("mei", 404), ("kai", 404), ("rui", 200), ("ann", 200), ("ada", 404)])
def test_only_from_what_lies_on_ones_desk(cast, client, name, status):
    proposal = life.established(cast)
    client.force_login(getattr(cast, name))
    assert client.get(f"/desk/recusals/{proposal.record_key}/").status_code == status


@pytest.mark.parametrize("key", ["proposal:x", "proposal:0", "person:1", "x", "proposal:99999999999999999999"])
def test_a_made_up_key_leads_nowhere(cast, client, key):
    client.force_login(cast.rui)
    assert client.get(f"/desk/recusals/{key}/").status_code == 404


def test_an_administrator_sees_and_undoes(cast, client):
    found = recuse(life.submitted(cast), cast.rui)
    client.force_login(cast.ada)
    assert "rui" in client.get("/admin/accounts/recusal/").content.decode()
    assert WHY in client.get(f"/admin/accounts/recusal/{found.pk}/change/").content.decode()
    client.post("/admin/accounts/recusal/", {"action": "undo", "_selected_action": found.pk, "reason": "查明無關"})
    assert Recusal.objects.get().undone_at


def test_it_is_not_the_next_case_any_more(cast):
    first, second = life.submitted(cast), life.submitted(cast)
    here = life.submitted(cast)
    assert next_case(cast.rui, here) in (first.pk, second.pk)
    recuse(first, cast.rui)
    assert next_case(Person.objects.get(pk=cast.rui.pk), here) == second.pk


# --- ideas, and one's own --------------------------------------------------------------------------


@pytest.fixture
def idea(cast):
    """An idea of tia's, who is in the team."""
    return budgets.handed_in(budgets.calling(cast.tia), cast.tia)


def test_nobody_of_the_team_works_on_their_own_idea(cast, idea):
    cycle, now = idea.cycle, timezone.now()
    asked = [
        idea_rules.may_screen(idea, cycle, cast.tia, now),
        idea_rules.may_refuse(idea, cycle, cast.tia, now, ["I10"], "x"),
        idea_rules.may_take_back(idea, cycle, cast.tia, now),
        idea_rules.may_ask_to_join(idea, idea, cycle, cast.tia, now, "x"),
        idea_rules.may_ask_agency(idea, cycle, cast.tia, now, people.parks()),
        idea_rules.may_list(idea, cycle, cast.tia, now),
    ]
    assert {refusal.code for refusal in asked} == {"own_idea"}


def test_the_recused_do_nothing_about_an_idea(cast, client, idea):
    tom = people.person("tom", roles=["budget"])
    recuse(Idea.objects.get(pk=idea.pk), tom)
    now = timezone.now()
    asked = [
        idea_rules.may_screen(idea, idea.cycle, tom, now),
        idea_rules.may_list(idea, idea.cycle, tom, now),
        idea_rules.may_take_back(idea, idea.cycle, tom, now),
    ]
    assert {refusal.code for refusal in asked} == {"recused"}
    client.force_login(tom)
    assert WHY in client.get(f"/budgets/desk/ideas/{idea.pk}/").content.decode()


def test_nobody_answers_their_own_proposal(cast):
    own = life.established(cast)
    type(own).objects.filter(pk=own.pk).update(proposer=cast.ann)
    with pytest.raises(Refused) as refused:
        actions.publish_timetable(own, cast.ann, now=life.OPENS + DAY, text="三月")
    assert refused.value.refusal.code == "own_proposal"


def test_recusals_are_in_the_data_and_go_with_the_account(cast):
    recuse(life.submitted(cast), cast.rui)
    assert accounts.personal_data(cast.rui)["staffing"]["recusals"][0]["reason"] == WHY
    accounts.erase(cast.rui, at=life.PASSED)
    assert not Recusal.objects.exists()


def test_they_are_forgotten_after_five_years(cast):
    recuse(life.submitted(cast), cast.rui)
    assert recusing.forget(life.PASSED + recusing.KEPT) == 0
    assert recusing.forget(life.PASSED + recusing.KEPT + DAY) == 1


def test_a_recusal_is_known_under_the_lock(cast):
    """Whoever had the page open before is judged by what stands now."""
    proposal = life.submitted(cast)
    stale = Person.objects.get(pk=cast.rui.pk)
    assert not stale.recused_from
    recuse(proposal, cast.rui)
    with pytest.raises(Refused) as refused:
        actions.pass_review(proposal, stale, now=life.PASSED, agency=people.transport())
    assert refused.value.refusal.code == "recused"


def test_the_recused_do_nothing_about_a_case(cast, client):
    case = programme.applied(programme.announced(cast.pia), cast.ann, people.transport())
    for person in (cast.ann, cast.pia):
        client.force_login(person)
        way = f"/desk/recusals/{case.record_key}/"
        assert way in client.get(f"/programme/desk/cases/{case.pk}/").content.decode()
        assert client.post(way, {"reason": WHY}).status_code == 302
        with pytest.raises(Refused) as refused:
            withdraw(case, person, now=timezone.now())
        assert refused.value.refusal.code == "recused"


def test_nobody_changes_or_drops_the_project_made_of_their_own_idea(cast, idea):
    assert idea_rules.may_see_to_project(idea, cast.tia).code == "own_idea"
    assert idea_rules.may_see_to_project(idea, people.person("tom", roles=["budget"])) is None
    assert idea_rules.may_see_to_project(None, cast.tia) is None

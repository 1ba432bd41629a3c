"""A case from the application to its published report: who may do what with it when, and what the database refuses."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from civic.duties.models import Duty
from civic.lifecycle import Denied, Refused
from civic.outbox.models import Mailing
from civic.personal import Unconfirmed
from civic.record.models import Entry
from proposals.programme import actions, marks, rules
from proposals.programme.clockwork import programme_turns
from proposals.programme.figures import as_json, by_agency, by_district, by_method, by_year, figures_of
from proposals.programme.models import Case, Change, Programme
from tests import people
from tests.people import DAY
from tests.proposals.programme import life
from tests.proposals.programme.life import BEFORE, CLOSES, DURING, MEETS, OPENS, OVER, REPORT, RUNS

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


@pytest.fixture
def pia(db):
    return life.team()


@pytest.fixture
def year(pia):
    return life.announced(pia)


@pytest.fixture
def case(year, ann):
    return life.applied(year, ann, people.transport())


def refusal(deed, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        deed(*args, **kwargs)
    return refused.value.refusal.code


def fresh(case):
    return Case.objects.with_names().get(pk=case.pk)


def state(case, now):
    return rules.state(fresh(case), now)


# --- the year -------------------------------------------------------------------------------------


def test_a_year_is_the_teams_until_it_is_announced_and_then_stands(pia, mei):
    year = life.planned(pia)
    assert not Programme.objects.public() and year in Programme.objects.visible_to(pia)
    assert year not in Programme.objects.visible_to(mei)
    said = {name: getattr(year, name) for name in ("body", "amount", "opens_at", "closes_at")}
    year = actions.change_programme(year, pia, now=BEFORE, year=2027, **said)
    assert str(year) == "公民參與計畫 民國116年（2027）"
    assert refusal(actions.announce, year, pia, now=BEFORE, seen="other") == "changed"
    year = actions.announce(year, pia, now=BEFORE, seen=marks.programme(year))
    assert refusal(actions.change_programme, year, pia, now=BEFORE, year=2027, **said) == "announced"
    assert Mailing.objects.filter(kind="programme.year_announced").count() == 1
    with pytest.raises(Denied):
        actions.plan(mei, now=BEFORE, year=2030, **said)
    assert refusal(actions.plan, pia, now=BEFORE, year=2027, **said) == "year_taken"
    assert refusal(actions.plan, pia, now=BEFORE, year=2028, **said | {"opens_at": CLOSES}) == "no_window"


@pytest.mark.parametrize("change", ["year = 2031", "closes_at = closes_at - interval '1 day'", "amount = 1"])
def test_the_database_keeps_what_was_announced(year, change):
    for deed in (f"update programme_programme set {change}", "delete from programme_programme"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(deed)


def test_applications_can_end_later_never_earlier_and_not_once_they_have_ended(year, case, pia, ann):
    assert refusal(actions.prolong, year, pia, now=DURING, closes_at=CLOSES, reason="颱風") == "not_later"
    assert refusal(actions.prolong, year, pia, now=DURING, closes_at=CLOSES + DAY, reason=" ") == "no_reason"
    assert refusal(actions.prolong, year, ann, now=DURING, closes_at=CLOSES + DAY, reason="颱風") == "no_role"
    year = actions.prolong(year, pia, now=DURING, closes_at=CLOSES + DAY, reason="颱風", seen=marks.window(year))
    assert programme_turns(CLOSES) == 0 and programme_turns(CLOSES + DAY) == 1 and programme_turns(CLOSES + DAY) == 0
    assert Duty.objects.get(subject=year.record_key).kind == "programme.deciding"
    assert refusal(actions.prolong, year, pia, now=CLOSES + DAY, closes_at=CLOSES + 9 * DAY, reason="颱風") == "over"


# --- the application ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "code"), [(OPENS - TICK, "not_open"), (OPENS, None), (CLOSES - TICK, None), (CLOSES, "not_open")]
)
def test_agencies_apply_within_the_window(year, ann, now, code):
    if code:
        assert refusal(life.applied, year, ann, people.transport(), now=now) == code
    else:
        assert life.applied(year, ann, people.transport(), now=now).number == 1


def test_an_official_applies_for_their_own_agency_and_a_citizen_for_none(year, ann, mei):
    assert refusal(life.draft, year, ann, people.parks()) == "other_agency"
    assert refusal(life.draft, year, mei, people.transport()) == "no_role"
    assert refusal(life.draft, year, None, people.transport()) == "sign_in"


def test_the_team_enters_what_came_on_paper_also_later(year, pia):
    assert life.applied(year, pia, people.parks(), now=CLOSES + 99 * DAY).number == 1


@pytest.mark.parametrize("gap", [{"title": ""}, {"body": ""}, {"how": ""}, {"reach": ""}, {"asked": None},
                                 {"starts_on": None}, {"ends_on": None}])  # fmt: skip
def test_a_draft_may_have_gaps_an_application_not(year, ann, gap):
    draft = life.draft(year, ann, people.transport(), **gap)
    assert refusal(actions.hand_in, draft, ann, now=DURING) == "incomplete"
    draft = actions.save_application(ann, now=DURING, programme=year, agency=draft.agency, case=draft, **life.words())
    assert actions.hand_in(draft, ann, now=DURING, seen=marks.case(draft)).number == 1


def test_a_case_ends_after_it_begins(year, ann):
    draft = life.draft(year, ann, people.transport(), ends_on=life.BEGINS - DAY)
    assert refusal(actions.hand_in, draft, ann, now=DURING) == "days"


def test_a_mobile_number_wants_a_click_and_an_identity_number_stops_it(year, ann):
    draft = life.draft(year, ann, people.transport(), body="報名請打 0912345678。")
    with pytest.raises(Unconfirmed):
        actions.hand_in(draft, ann, now=DURING)
    keys = [passage.key for passage in actions.passages_of(draft)]
    assert actions.hand_in(draft, ann, now=DURING, confirmed=keys).submitted_at == DURING
    assert Entry.objects.filter(verb="passages_confirmed").count() == 1
    other = life.draft(year, ann, people.transport(), body="A123456789")
    assert refusal(actions.hand_in, other, ann, now=DURING) == "identity_number"


def test_a_draft_can_be_thrown_away_and_what_was_handed_in_stands(year, case, ann, kai):
    draft = life.draft(year, ann, people.transport())
    with pytest.raises(Denied):
        actions.delete_application(draft, kai, now=DURING)
    actions.delete_application(draft, ann, now=DURING)
    assert refusal(actions.delete_application, case, ann, now=DURING) == "handed_in"
    words = life.words(title="別的")
    args = {"now": DURING, "programme": year, "agency": case.agency, "case": case}
    assert refusal(actions.save_application, ann, **args, **words) == "handed_in"
    for deed in ("update programme_case set title = '別的'", "update programme_case set asked = 1",
                 "update programme_case set number = 9", "delete from programme_case"):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(deed)


def test_an_application_is_withdrawn_until_it_is_decided(year, case, ann, kai, pia):
    assert refusal(actions.withdraw, case, kai, now=DURING) == "other_agency"
    other = life.applied(year, ann, people.transport())
    life.decided(other, pia)
    assert refusal(actions.withdraw, other, ann, now=MEETS + DAY) == "too_late"
    assert state(actions.withdraw(case, ann, now=DURING), DURING) == "withdrawn"


# --- on its way -----------------------------------------------------------------------------------


def test_a_case_passes_through_its_states_by_the_clock(case, pia):
    assert state(case, DURING) == "applied"
    life.decided(case, pia)
    assert [state(case, now) for now in (MEETS + DAY, RUNS, OVER)] == ["planned", "running", "ended"]


def test_what_was_declined_is_over(case, pia, ann):
    assert state(life.decided(case, pia, is_taken=False), RUNS) == "declined"
    assert refusal(actions.cancel, case, ann, now=RUNS, reason="x") == "not_under_way"
    assert refusal(actions.report, case, ann, now=OVER, **REPORT) == "no_report_now"
    assert not Duty.objects.filter(subject=case.record_key).exists()


def changed(case, person, *, now=RUNS, reason="場地改變", **fields):
    words = {name: getattr(fresh(case), name) for name in rules.CHANGEABLE} | fields
    return actions.change_case(case, person, now=now, reason=reason, **words)


def test_a_change_is_told_with_its_reason_and_what_stood_there(case, pia, ann, kai):
    life.decided(case, pia)
    assert refusal(changed, case, kai, title="x") == "other_agency"
    assert refusal(changed, case, ann, reason="", title="x") == "no_reason"
    assert refusal(changed, case, ann) == "nothing"
    changed(case, ann, how="survey", ends_on=date(2026, 9, 30))
    (change,) = Change.objects.all()
    assert change.what == [["how", "workshop", "survey"], ["ends_on", "2026-08-31", "2026-09-30"]]
    assert [row[1:] for row in change.rows] == [("工作坊", "問卷調查"), ("2026年8月31日", "2026年9月30日")]
    assert fresh(case).looks_again_at > life.OVER
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.update(reason="別的")


def test_once_it_is_over_its_days_stand(case, pia, ann):
    life.decided(case, pia)
    assert programme_turns(OVER) == 2  # the window of the year as well
    assert refusal(changed, case, ann, now=OVER, ends_on=date(2027, 1, 1)) == "days_stand"
    assert changed(case, ann, now=OVER, title="公園怎麼改才好").title == "公園怎麼改才好"


def test_a_cancelled_case_owes_nothing_and_stays_cancelled(case, pia, ann):
    life.decided(case, pia)
    programme_turns(OVER)
    assert refusal(actions.cancel, case, ann, now=OVER, reason="") == "no_reason"
    actions.cancel(case, ann, now=OVER, reason="因疫情取消。")
    assert Duty.objects.get(subject=case.record_key).ended_at == OVER
    assert refusal(actions.cancel, case, ann, now=OVER, reason="再取消") == "not_under_way"
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(cancelled_at=None, cancelled_reason="")


def test_the_report_is_due_two_months_after_the_end_and_the_team_publishes_it(case, pia, ann):
    life.decided(case, pia)
    assert refusal(actions.report, case, ann, now=MEETS + DAY, **REPORT) == "no_report_now"
    programme_turns(OVER)
    duty = Duty.objects.get(subject=case.record_key)
    assert (duty.kind, duty.agency, duty.length, duty.unit) == ("programme.reporting", case.agency, 2, "months")
    assert refusal(actions.report, case, ann, now=OVER, **REPORT | {"spent": None}) == "incomplete_report"
    assert refusal(actions.report, case, ann, now=OVER, **REPORT | {"spent": -1}) == "negative"
    assert refusal(actions.publish_report, case, pia, now=OVER) == "no_report"
    actions.report(case, ann, now=OVER, **REPORT)
    assert Mailing.objects.filter(kind="programme.case_reported").count() == 1
    actions.report(case, ann, now=OVER + DAY, **REPORT | {"sessions": 4}, seen=marks.report(fresh(case)))
    assert Duty.objects.owed().get(subject=case.record_key).kind == "programme.publishing"
    assert refusal(actions.publish_report, case, ann, now=OVER) == "no_role"
    actions.publish_report(case, pia, now=OVER + DAY, seen=marks.report(fresh(case)))
    assert not Duty.objects.owed().exists() and state(case, OVER) == "published"
    assert refusal(actions.report, case, ann, now=OVER + DAY, **REPORT) == "no_report_now"
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(participants=9999)


def test_pictures_say_what_they_show_and_stand_with_the_report(case, pia, ann, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    life.decided(case, pia)
    file = ContentFile(b"x", "a.png")
    assert refusal(actions.show, case, ann, now=RUNS, file=file, says=" ") == "empty"
    photo, other = (actions.show(case, ann, now=RUNS, file=file, says=f"討論{n}") for n in (1, 2))
    actions.take_photo_out(other, ann, now=RUNS)
    actions.report(case, ann, now=RUNS, **REPORT)
    actions.publish_report(case, pia, now=RUNS)
    assert refusal(actions.take_photo_out, photo, ann, now=RUNS) == "no_report_now"
    with pytest.raises(IntegrityError), transaction.atomic():
        photo.delete()


FORGED = [
    "decided_at = now()",
    "reported_at = now(), report = 'x', participants = 1, sessions = 1, spent = 1",
    "cancelled_at = now(), cancelled_reason = 'x'",
]


@pytest.mark.parametrize("forged", FORGED)
def test_nobody_decides_past_the_committee(case, forged):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update programme_case set {forged}")


# --- figures --------------------------------------------------------------------------------------

GRANTS_OF_110 = [200_000, 200_000, 180_000, 180_000, 178_000, 160_000, 160_000, 160_000, 160_000, 160_000]


def test_the_figures_of_110_and_111_are_those_of_the_citys_reports(pia):
    agency, methods = people.parks(), list(rules.METHODS)
    subsidised = [(granted, n < 2, {"how": methods[n % 4]}) for n, granted in enumerate(GRANTS_OF_110)]
    life.past_year(pia, 2021, agency, subsidised + [(0, False, {"how": "survey"})] * 24)
    life.past_year(pia, 2022, agency, [(100_000, False, {})] * 13 + [(0, False, {})] * 17)
    figures = by_year(Programme.objects.all())
    of_110, of_111 = figures[2021], figures[2022]
    assert (of_110.cases, of_110.subsidised, of_110.cancelled, of_110.granted) == (34, 10, 2, 1_738_000)
    assert (of_110.subsidised_cancelled, of_110.granted_cancelled) == (2, 400_000)
    assert (of_111.cases, of_111.subsidised) == (30, 13)
    cases = list(Case.objects.filter(programme__year=2021).with_names())
    assert {name: each.cases for name, each in by_method(cases).items()} == {
        "workshop": 3, "cafe": 3, "assembly": 2, "budget": 2, "survey": 24,
    }  # fmt: skip
    assert by_agency(cases)["parks"] == by_district(cases)[""] == of_110
    assert {type(number) for number in as_json(figures_of(cases[-1:])).values()} == {int}, "one case alone says numbers"


def test_what_is_not_decided_or_declined_counts_for_nothing(year, case, pia, ann):
    declined = life.decided(life.applied(year, ann, people.transport()), pia, is_taken=False)
    assert figures_of([fresh(case), declined]).cases == 0
    assert list(by_year([year]).values())[0].cases == 0 and by_method([declined]) == {}


def test_no_figure_of_a_year_has_a_column():
    columns = {field.name for field in Programme._meta.concrete_fields}
    assert columns & {"cases", "subsidised", "cancelled", "granted", "spent", "participants"} == set()

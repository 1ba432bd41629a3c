"""The truth is fenced by the database: each constraint and each trigger is shown to bite, with plain SQL.

A constraint or trigger added to the tables of proposals without a line here fails the last two tests.
"""

import re

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from proposals.models import Endorsement
from tests.proposals import life
from tests.proposals.life import CLOSES, DAY, OPENS, TICK

pytestmark = pytest.mark.django_db

SET = "update proposals_proposal set {} where id = %(proposal)s"
SET_FRESH = "update proposals_proposal set {} where id = %(submitted)s"
ENDORSE = (
    "insert into proposals_endorsement (proposal_id, number, person_id, reason, county, district, arrived_at)"
    " values (%(proposal)s, {number}, {person}, '', '', '', {at})"
)
HIDE = (
    "insert into proposals_hiddenreason (proposal_id, number, grounds, note, hidden_at, hidden_by_id, objection,"
    " objected_at, decided_at, decided_by_id, decision_note)"
    " select %(proposal)s, 1, {grounds}, 'why', now(), %(other)s, '', now(), {decided}, ''"
    " from generate_series(1, {times})"
)

TERMS = (
    "insert into proposals_terms (effective_on, source, review_days, window_days, threshold, timetable_days,"
    " contact_days, answer_months, extension_months, amend_days)"
    " values ('2030-01-01', 'x', 5, 45, {}, 7, 14, 2, 2, 30)"
)

FORMER = (
    "insert into proposals_formeranswer (proposal_id, agency_id, number, published_at, replaced_at, reason, text,"
    " findings) select %(answered)s, min(id), 1, now(), now(){}, '', '', '[]' from agencies_agency"
)

# What must not be possible, by the name of the constraint that forbids it. `proposal` is open and has one of two
# endorsements (number 1, of `endorser`), `established` has both, `submitted` waits for its review.
CONSTRAINTS = {
    "terms_positive": TERMS.format(0),
    "terms_days_to_amend": TERMS.format(900).replace("30)", "0)"),
    "proposal_asked_to_amend_until": SET_FRESH.format("amend_asked_at = now()"),
    "proposal_window_whole": SET_FRESH.format("opens_at = now()"),
    "proposal_established_at_threshold": SET.format("endorsement_count = threshold, last_number = threshold"),
    "proposal_count_within_numbers": SET.format("endorsement_count = last_number + 1"),
    "proposal_rules_with_terms": SET_FRESH.format("rules_version = '2026-11'"),
    "proposal_established_in_window": SET.format("established_at = closes_at"),
    "proposal_withdrawn_before_threshold": SET.replace("%(proposal)s", "%(established)s").format(
        "withdrawn_at = now()"
    ),
    "proposal_refused_with_grounds": SET_FRESH.format("refused_at = now()"),
    "proposal_answered_established": SET.format("answered_at = now()"),
    "evidence_link_or_file": (
        "insert into proposals_evidence (proposal_id, title, url, file, name)"
        " values (%(proposal)s, '兩者皆空', '', '', '')"
    ),
    "reason_hidden_once": HIDE.format(grounds="'{R03}'", decided="null::timestamptz, null::bigint", times=2),
    "reason_hidden_on_grounds": HIDE.format(grounds="'{}'", decided="null::timestamptz, null::bigint", times=1),
    "reason_decided_by_another": HIDE.format(grounds="'{R03}'", decided="now(), %(other)s", times=1),
    "endorsement_once": ENDORSE.format(number=2, person="%(endorser)s", at="%(during)s"),
    "endorsement_numbered": ENDORSE.format(number=0, person="%(other)s", at="%(during)s"),
    "demand_numbered": (
        "insert into proposals_demand (proposal_id, number, text)"
        " values (%(proposal)s, 1, '甲'), (%(proposal)s, 1, '乙')"
    ),
    "former_answer_numbered": FORMER.format("") + "; " + FORMER.format(""),
    "former_answer_was_published_before": FORMER.format(" - interval '1 second'"),
    "message_says_something": (
        "insert into proposals_message (proposal_id, author_id, text, written_at)"
        " values (%(proposal)s, %(endorser)s, '', now())"
    ),
}

OWE = (
    "insert into duties_duty (subject, kind, starts_on, length, unit, set_at, due_at) values"
    " ('proposal:' || %({of})s, 'proposals.{kind}', '2026-03-02', 5, 'working_days', now(), now() + interval '9 days')"
)
SET_DUTY = "update duties_duty set {} where subject = 'proposal:' || %({of})s and kind = 'proposals.{kind}'"

PROLONGED = (
    "insert into record_entry (at, verb, subject, actor, is_public, data)"
    " select now(), 'prolonged', 'proposal:' || id, 'person:1', true,"
    " jsonb_build_object('was', closes_at, 'closes_at', closes_at + interval '{} days')"
    " from proposals_proposal where id = %(proposal)s; "
)

DEMAND = (
    "select set_config('proposals.demands', %(established)s::text, true);"
    " insert into proposals_demand (proposal_id, number, text) values (%(established)s, 9, '九');"
    " select set_config('proposals.demands', '', true)"
)

# The last correction took away what stands today: a correction of other words of the same answer.
CORRECTED = (
    "insert into proposals_formeranswer"
    " (proposal_id, agency_id, number, published_at, replaced_at, reason, text, findings)"
    " select p.id, p.agency_id, 1, now(), now(), '', a.text, (select jsonb_agg(jsonb_build_object("
    "'number', d.number, 'finding', f.finding, 'reasons', f.reasons))"
    " from proposals_demand d join proposals_finding f on f.demand_id = d.id where d.proposal_id = p.id)"
    " from proposals_proposal p join proposals_answer a on a.proposal_id = p.id where p.id = %(answered)s; "
)

# What the triggers refuse, with a pattern of what they say.
TRIGGERS = {
    "endorsement_in_window": [
        (ENDORSE.format(number=2, person="%(other)s", at="%(closes)s"), "inside its window"),
        (ENDORSE.format(number=2, person="%(other)s", at="%(before)s"), "inside its window"),
        (ENDORSE.replace("proposal)", "submitted)").format(number=1, person="%(other)s", at="now()"), "window"),
        (ENDORSE.replace("proposal)", "withdrawn)").format(number=1, person="%(other)s", at="%(during)s"), "window"),
    ],
    "endorsement_stands": [
        (f"update proposals_endorsement set {change} where proposal_id = %(proposal)s", "irrevocable")
        for change in ("person_id = %(other)s", "number = 7", "arrived_at = arrived_at + interval '1 second'")
    ],
    "endorsement_void_stands": [
        (
            "update proposals_endorsement set voided_at = now() where proposal_id = %(proposal)s;"
            f" update proposals_endorsement set voided_at = {then} where proposal_id = %(proposal)s",
            "stays void",
        )
        for then in ("null", "now() + interval '1 second'")
    ],
    "evidence_has_room": [
        (
            "insert into proposals_evidence (proposal_id, title, url, file, name)"
            " select %(draft)s, n, 'https://example.org/', '', '' from generate_series(1, 11) n",
            "room for ten",
        )
    ],
    "terms_stand": [
        ("update proposals_terms set threshold = 1000", "as they were set"),
        ("update proposals_terms set withdrawn_at = now()", "as they were set"),  # proposals were opened under them
        (TERMS.format(900) + "; delete from proposals_terms where threshold = 900", "as they were set"),
        (
            TERMS.format(900) + "; update proposals_terms set withdrawn_at = now() where threshold = 900;"
            " update proposals_terms set withdrawn_at = null where threshold = 900",
            "as they were set",
        ),
    ],
    "former_answer_stands": [
        (FORMER.format("") + "; update proposals_formeranswer set reason = '乙'", "stays as it was"),
        (FORMER.format("") + "; delete from proposals_formeranswer", "stays as it was"),
    ],
    "answer_is_kept": [
        ("update proposals_answer set text = '乙' where proposal_id = %(answered)s", "beside the old one"),
        (CORRECTED + "update proposals_answer set text = '乙' where proposal_id = %(answered)s", "beside the old one"),
        ("select set_config('proposals.corrected', %(answered)s::text, true);"
         " update proposals_answer set text = '乙' where proposal_id = %(answered)s", "beside the old one"),
        ("delete from proposals_answer where proposal_id = %(answered)s", "beside the old one"),
    ],
    "finding_is_kept": [
        (f"{before} {deed} where demand_id in (select id from proposals_demand where proposal_id = %(answered)s)",
         "beside the old one")
        for before in ("", CORRECTED)
        for deed in (
            "update proposals_finding set reasons = '乙'",
            "update proposals_finding set finding = 'other'",
            "delete from proposals_finding",
        )
    ],
    "demand_stands": [
        (DEMAND + "; update proposals_demand set text = '乙' where proposal_id = %(established)s", "set by their verb"),
        (DEMAND + "; delete from proposals_demand where proposal_id = %(established)s", "set by their verb"),
        ("insert into proposals_demand (proposal_id, number, text) values (%(established)s, 9, '九')", "by their verb"),
        ("insert into proposals_demand (proposal_id, number, text) values (%(answered)s, 9, '九')", "until the answer"),
        ("delete from proposals_demand where proposal_id = %(answered)s", "until the answer"),
        ("select set_config('proposals.demands', %(answered)s::text, true);"
         " update proposals_demand set text = '乙' where proposal_id = %(answered)s", "until the answer"),
    ],
    "proposal_past_stands": [
        (SET_FRESH.format("submitted_at = null"), "as it was"),
        (SET_FRESH.format("submitted_at = submitted_at - interval '1 day'"), "as it was"),
        *(
            (f"update proposals_proposal set extended_at = now(), extension_reason = '甲' where id = %(established)s;"
             f" update proposals_proposal set {change} where id = %(established)s", "as it was")
            for change in ("extended_at = null", "extension_reason = '乙'")
        ),
        *(
            (f"update proposals_proposal set {change} where id = %(withdrawn)s", "as it was")
            for change in ("withdrawn_at = null", "withdrawn_at = now()", "withdrawn_reason = '乙'")
        ),
        *(
            (f"update proposals_proposal set {change} where id = %(refused)s", "as it was")
            for change in ("refused_at = now()", "grounds = '{R01}'", "refusal_note = '乙'")
        ),
        ("update proposals_proposal set amended_at = now() where id = %(asked)s;"
         " update proposals_proposal set amended_at = null where id = %(asked)s", "as it was"),
    ],
    "endorsement_words_stand": [
        (f"update proposals_endorsement set {column} = '6' where proposal_id = %(proposal)s", "irrevocable")
        for column in ("reason", "county", "district")
    ],
    **{
        f"{table}_is_never_emptied": [(f"truncate proposals_{table} cascade", "stay|stand|irrevocable")]
        for table in ("endorsement", "formeranswer", "terms", "proposal", "demand", "answer", "finding")
    },
    "proposal_rules_stand": [(SET.format("rules_version = 'other'"), "stands")],
    "endorsement_is_never_deleted": [("delete from proposals_endorsement", "irrevocable")],
    "proposal_owes_rightly": [
        (SET.format("established_at = opens_at"), "owed"),
        ("update proposals_proposal set submitted_at = now() where id = %(draft)s", "owed"),
        (SET_FRESH.format("reviewed_at = now()"), "owed"),
        (SET_FRESH.format("withdrawn_at = now()"), "owed"),
        ("update proposals_proposal set answered_at = now() where id = %(established)s", "owed"),
    ],
    "proposal_owed_something_stays": [("delete from proposals_proposal where id = %(submitted)s", "owed")],
    "proposal_is_owed_rightly": [
        (OWE.format(of="draft", kind="review"), "owed"),
        (OWE.format(of="proposal", kind="answer"), "owed"),
        (OWE.replace("%({of})s", "0").format(kind="review"), "owed"),
        (SET_DUTY.format("done_at = now()", of="submitted", kind="review"), "owed"),
        (SET_DUTY.format("done_at = now()", of="established", kind="answer"), "owed"),
        (SET_DUTY.format("ended_at = now()", of="established", kind="contact"), "owed"),
        (SET_DUTY.format("ended_at = now()", of="established", kind="answer"), "owed"),
        (SET_DUTY.format("ended_at = now()", of="submitted", kind="review"), "owed"),
    ],
    "proposal_end_moves_later": [
        (SET.format("closes_at = closes_at - interval '20 days'"), "ends later only"),
        (SET.format("closes_at = closes_at + interval '300 days'"), "ends later only"),
        (PROLONGED.format("-1") + SET.format("closes_at = closes_at - interval '1 day'"), "ends later only"),
        (PROLONGED.format("2") + SET.format("closes_at = closes_at + interval '3 days'"), "ends later only"),
    ],
    "proposal_amendment_due_stands": [
        (f"update proposals_proposal set {change} where id = %(asked)s", "stands")
        for change in (
            "amend_due_at = amend_due_at + interval '1 day'",
            "amend_due_at = amend_due_at - interval '1 day'",
            "amend_asked_at = null, amend_due_at = null",
        )
    ],
    "proposal_promise_stands": [
        (SET.format("threshold = 1"), "stands"),
        (SET.format("opens_at = opens_at - interval '1 day'"), "stands"),
        (SET.format("threshold = null, terms_id = null, opens_at = null, closes_at = null"), "stands"),
        (  # endorsed by somebody: not even by the verb that takes a decision back
            "select set_config('proposals.taken_back', %(proposal)s::text, true);"
            + SET.format("threshold = null, terms_id = null, opens_at = null, closes_at = null, rules_version = ''"),
            "stands",
        ),
        (
            "update proposals_proposal set established_at = established_at + interval '1 second'"
            " where id = %(established)s",
            "stands",
        ),
        ("update proposals_proposal set answered_at = null where id = %(answered)s", "stands"),
    ],
}


@pytest.fixture
def facts(cast):
    proposal = life.passed(cast, threshold=2)
    life.endorse_as(cast.mei, proposal, OPENS + DAY)
    there = {
        "proposal": proposal.pk,
        "draft": life.draft(cast).pk,
        "submitted": life.submitted(cast).pk,
        "asked": life.amend(cast).pk,
        "established": life.established(cast, threshold=2).pk,
        "withdrawn": life.withdrawn(cast).pk,
        "refused": life.refused(cast).pk,
        "answered": life.answered(cast).pk,
        "endorser": cast.mei.pk,
        "other": cast.kai.pk,
        "during": OPENS + DAY,
        "before": OPENS - TICK,
        "closes": CLOSES,
    }
    settle()
    return there


def settle():
    """Ask now what the database asks when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")


def attempt(statement, facts):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, facts)
        cursor.execute("set constraints all immediate")
    return str(refusal.value)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_constraint_bites(facts, name):
    assert name in attempt(CONSTRAINTS[name], facts)


@pytest.mark.parametrize("name", TRIGGERS)
def test_the_trigger_bites(facts, name):
    for statement, words in TRIGGERS[name]:
        assert re.search(words, attempt(statement, facts))


def test_terms_beyond_their_limits_are_refused_by_the_database_too(facts):
    for threshold in (15, 1_000_001):
        assert "terms_within_limits" in attempt(TERMS.format(threshold), facts)


def test_two_cannot_have_the_same_number(facts):
    said = attempt(ENDORSE.format(number=1, person="%(other)s", at="%(during)s"), facts)
    assert "proposals_endorsement_pkey" in said


def test_a_person_or_proposal_with_endorsements_cannot_vanish(facts):
    assert "foreign key" in attempt("delete from accounts_person where id = %(endorser)s", facts)
    assert "foreign key" in attempt("delete from proposals_proposal where id = %(proposal)s", facts)


@pytest.mark.parametrize("table", ["hiddenreason", "reasonreport"])
def test_only_a_reason_that_was_given_is_reported_or_hidden(facts, table):
    columns = {
        "hiddenreason": "grounds, note, hidden_at, hidden_by_id, objection, decision_note) values"
        " ('{R03}', 'why', now(), %(other)s, '', '',",
        "reasonreport": "ground, words, at) values ('R03', '', now(),",
    }[table].replace(") values", ", proposal_id, number) values")
    said = attempt(f"insert into proposals_{table} ({columns} %(proposal)s, 99)", facts)
    assert "is_of_an_endorsement" in said


def test_what_may_be_changed_can_be(facts):
    """The fences stand around promises only: a reason can be emptied, a window's end be moved as it is on record."""
    assert Endorsement.objects.filter(proposal_id=facts["proposal"]).update(reason="") == 1
    with connection.cursor() as cursor:
        cursor.execute(PROLONGED.format("1") + SET.format("closes_at = closes_at + interval '1 day'"), facts)
        assert cursor.rowcount == 1


def test_no_constraint_is_left_untried():
    models = apps.get_app_config("proposals").get_models()
    assert {constraint.name for model in models for constraint in model._meta.constraints} == set(CONSTRAINTS)


def test_no_trigger_is_left_untried(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgname from pg_trigger join pg_proc on pg_proc.oid = tgfoid"
            " where not tgisinternal and proname like 'proposals_%'"
        )
        assert {name for (name,) in cursor.fetchall()} == set(TRIGGERS)

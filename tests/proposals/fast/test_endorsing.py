"""The fast door for endorsing lets nobody through but the session that read the page."""

import json

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic.accounts import sessions
from civic.accounts.models import Person
from civic.accounts.permission import slip_in
from civic.accounts.slipdoor import Claim
from civic.agencies.models import Agency
from proposals import rules
from proposals.actions import Arrival, Counted
from proposals.fast.endorsing import Deed, EndorsementDoor
from proposals.models import Endorsement, Proposal
from proposals.permission import DEED, slip_for
from tests import people
from tests.bench.tools import ground
from tests.proposals import life

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(db):
    return Proposal.objects.get(pk=ground.collecting(1)[0])


@pytest.fixture
def page(client, mei, proposal):
    """The page of the proposal, open in mei's browser (`client`): its slip, with the key of the session."""
    client.force_login(mei)
    slip = client.get(proposal.get_absolute_url()).context["slip"]
    return client.session.session_key, slip


def door():
    return EndorsementDoor.__new__(EndorsementDoor)  # without the thread and the pages around it


def send(proposal, session, slip):
    """What the door says to a slip that comes with the cookie of this session: a number, or the code of a refusal."""
    return send_all(proposal, [(session, slip)])[0]


def send_all(proposal, sent):
    now = timezone.now()
    claims = []
    for session, slip in sent:
        read = slip_in(slip, DEED, proposal.pk, now)
        deed = Deed(Arrival(proposal.pk, read.person, now), None)
        claims.append(Claim(deed, read.person, session, read.tie))
    answers = door().work(claims)
    return [answer.number if isinstance(answer, Counted) else answer.code for answer in answers]


def test_a_slip_is_good_in_its_own_session(proposal, page):
    assert send(proposal, *page) == 1
    assert send(proposal, *page) == 1, "and twice is harmless"


def test_signed_out_is_signed_out(client, proposal, page):
    client.post("/accounts/logout/")
    assert send(proposal, *page) == "signed_out"
    assert not Endorsement.objects.exists()


def test_nobody_endorses_in_the_name_of_who_sat_there_before(client, bo, proposal, page):
    _session, slip = page
    client.post("/accounts/logout/")
    client.force_login(bo)
    assert send(proposal, client.session.session_key, slip) == "signed_out"


def test_a_slip_seen_by_somebody_else_is_worth_nothing(bo, proposal, page):
    _session, slip = page
    other = Client()
    other.force_login(bo)
    assert send(proposal, other.session.session_key, slip) == "signed_out"
    for no_session in ("", "x" * 32, "a' or 1=1", "\0", "樹", "{", '"'):
        assert send(proposal, no_session, slip) == "signed_out"


def _expires(person, session):
    Session.objects.filter(session_key=session).update(expire_date=life.OPENS)


def _changes_the_password(person, session):
    person.set_password("another-secret-word")
    person.save(update_fields=["password"])


def _is_closed(person, session):
    Person.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("happens", [_expires, _changes_the_password, _is_closed])
def test_a_session_that_is_over_takes_its_slips_along(mei, proposal, page, happens):
    happens(mei, page[0])
    assert send(proposal, *page) == "signed_out"


def test_the_slip_tells_nobody_the_key_of_the_session(proposal, page):
    session, slip = page
    assert session not in slip


def test_of_many_each_gets_their_own_answer_by_one_query_more(mei, bo, kai, proposal):
    slips = ground.slips([proposal.pk], [mei.pk, bo.pk, kai.pk])
    sent = [(cookie.partition("=")[2], slip) for _proposal, cookie, slip in slips]
    Session.objects.filter(session_key=sent[1][0]).delete()
    assert send_all(proposal, sent) == [1, "signed_out", 2]
    with CaptureQueriesContext(connection) as queries:
        found = sessions.alive([(sent[0][0], mei.pk), (sent[1][0], bo.pk)], life.OPENS)
    assert len(queries) == 1 and [each is not None for each in found] == [True, False]
    assert sessions.alive([], life.OPENS) == []


def test_whoever_is_judged_is_signed_in_as_on_the_page_at_no_query_more(client, mei, proposal, page, monkeypatch):
    told = client.session
    told[sessions.METHODS], told[sessions.WHOSE] = [{"method": "mfa", "type": "totp", "at": 7.0}], str(mei.pk)
    told.save()
    judged, may_endorse = [], rules.may_endorse

    def watched(proposal, citizen, at):
        judged.append(citizen)
        return may_endorse(proposal, citizen, at)

    monkeypatch.setattr(rules, "may_endorse", watched)
    with CaptureQueriesContext(connection) as queries:
        assert send_all(proposal, [page]) == [1]
    assert sum("django_session" in query["sql"] for query in queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert judged[0].session == sessions.session_of(told)
    assert not queries and [step.method for step in judged[0].session.steps] == ["totp"]


def test_nobody_who_does_not_ask_has_a_session_opened(proposal, page, monkeypatch):
    def opened(_store, _data):
        raise AssertionError("opened for nothing")

    monkeypatch.setattr(sessions.SessionStore, "decode", opened)
    assert send(proposal, *page) == 1


def test_the_form_that_came_back_carries_a_slip_too(client, mei, proposal):
    client.force_login(mei)
    answer = client.post(f"/proposals/{proposal.pk}/endorsement/", {"reason": "樹" * 501})
    assert answer.status_code == 422
    assert send(proposal, client.session.session_key, answer.context["slip"]) == 1
    assert slip_for(proposal.pk, mei, "k", life.OPENS) != slip_for(proposal.pk, mei, "l", life.OPENS)


# --- reasons that give somebody away ---------------------------------------------------------------


def with_reasons(page, proposal, *said):
    """What the door says to these reasons, each (reason, confirmed), read from JSON and in one batch from one page; and
    how many of its queries ask for agencies."""
    session, slip = page
    bodies = [json.dumps({"slip": slip, "reason": reason, "confirmed": yes}) for reason, yes in said]
    claims = [door()._claim(body, proposal.pk, session, timezone.now()) for body in bodies]
    with CaptureQueriesContext(connection) as queries:
        answers = door().work(claims)
    codes = [answer.number if isinstance(answer, Counted) else answer.code for answer in answers]
    return codes, sum("agencies_agency" in query["sql"] for query in queries.captured_queries)


def test_an_agencys_own_contacts_are_not_asked_about(page, proposal):
    people.transport()
    Agency.objects.update(contacts="0912-345-678")
    assert with_reasons(page, proposal, ("請打 0912345678 或 transport@agency.test", [])) == ([1], 1)
    assert Endorsement.objects.get().reason == "請打 0912345678 或 transport@agency.test"


def test_anybody_elses_are_and_the_contacts_are_read_once_for_a_batch(page, proposal):
    mine = "請打 0987-654-321"
    assert with_reasons(page, proposal, (mine, []), (mine, "0987-654-321"), ("A123456789", ["a123456789"])) == (
        ["personal_data", "personal_data", "identity_number"],
        1,
    )
    assert not Endorsement.objects.exists()
    assert with_reasons(page, proposal, (mine, ["0987-654-321"])) == ([1], 1)


def test_an_ordinary_reason_asks_for_no_contacts(page, proposal):
    assert with_reasons(page, proposal, ("樹蔭", [])) == ([1], 0)

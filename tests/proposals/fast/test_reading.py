"""The page made once a second for all: it shows each person themselves, and nobody anybody else."""

import asyncio
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from civic.accounts.models import Person
from civic.accounts.sessions import SessionStore
from civic.asgi import Switchboard
from proposals import actions
from proposals.fast import pagedoor, reading, sheet
from proposals.fast.reading import PageDoor
from proposals.models import Proposal
from tests import people
from tests.bench.tools import ground
from tests.proposals import life

NOW = life.OPENS + life.DAY


@pytest.fixture
def cast(own_database):
    """The cast on a database that the doors' threads see."""
    return life.Cast()


@pytest.fixture
def proposal(cast, at):
    at(NOW)
    return life.passed(cast)


def endorse(proposal, person):
    """Endorse at the tests' own time, however long ago that is."""
    (counted,) = actions.endorse_many([actions.Arrival(proposal.pk, person.pk, NOW)], clock=None)
    return counted


def cookie_of(person):
    (cookie,) = ground.sessions([person.pk])
    return cookie


class Seen:
    """An answer: status, headers, text, and whether Django made it for this asker alone."""

    def __init__(self, messages, by_django):
        self.status = messages[0]["status"]
        self.headers = messages[0]["headers"]
        self.text = b"".join(message.get("body", b"") for message in messages[1:]).decode()
        self.by_django = by_django

    def header(self, name):
        return [value.decode() for key, value in self.headers if key == name.encode()]


def seen(*questions, kind=PageDoor):
    """What each of these questions, asked together, is answered by a door of this kind in the switchboard."""

    async def story():
        board = Switchboard()
        try:
            return await asyncio.gather(*(ask(board, question) for question in questions))
        finally:
            for door in board.doors:
                await door.close()
            board.bridge.close()

    async def ask(board, question):
        messages, by_django = [], []

        async def pages(*asked):
            by_django.append(True)
            await board.pages(*asked)

        async def send(message):
            messages.append(message)

        door = kind(board.bridge, pages)
        assert door.opens_for(question)
        await door(question, None, send)
        await door.close()
        return Seen(messages, bool(by_django))

    return asyncio.run(story())


def question(proposal, cookie="", path="", host="127.0.0.1", **headers):
    pairs = [(b"host", host.encode())] + [(b"cookie", cookie.encode())] * bool(cookie)
    pairs += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http", "method": "GET", "scheme": "http", "http_version": "1.1", "headers": pairs,
        "path": f"{path}/proposals/{proposal.pk}/", "query_string": b"", "client": ("127.0.0.1", 1),
    }  # fmt: skip


def seen_by(person, proposal, **more):
    (page,) = seen(question(proposal, cookie_of(person), **more))
    return page


def test_each_sees_their_own_name_token_and_slip(cast, proposal):
    lin = people.person("林小姐<b>")
    mine, hers = seen(question(proposal, cookie_of(cast.mei)), question(proposal, cookie_of(lin)))
    assert not mine.by_django and not hers.by_django, "void unless the door answered both"
    assert "mei" in mine.text and "林小姐" not in mine.text
    assert "林小姐&lt;b&gt;" in hers.text and ">mei<" not in hers.text
    slips = [re.search(r'data-slip="(\d+)\.', page.text)[1] for page in (mine, hers)]
    assert slips == [str(cast.mei.pk), str(lin.pk)]
    tokens = [re.search(r'csrfmiddlewaretoken" value="(\w{64})"', page.text)[1] for page in (mine, hers)]
    assert tokens[0] != tokens[1]
    for slot in (sheet.NAME, sheet.TOKEN, sheet.SLIP, sheet.NUMBER, sheet.ENTRY):
        assert slot not in mine.text + hers.text


def test_it_is_the_page_that_django_would_have_made(cast, proposal, monkeypatch):
    endorse(proposal, cast.kai)
    group, _ = Group.objects.get_or_create(name="neighbours")
    blank = re.compile(r'(csrfmiddlewaretoken" value="|data-slip=")[^"]*')
    for person in (cast.mei, cast.kai):
        person.groups.clear()  # kai's role apart, both are citizens
        ours = seen_by(person, proposal)
        person.groups.add(group)  # whoever is in any group is left to Django
        usual = seen_by(person, proposal)
        assert not ours.by_django and usual.by_django
        assert blank.sub("", ours.text) == blank.sub("", usual.text)
        kept = {name for name, _ in ours.headers} - {b"set-cookie"}
        assert {pair for pair in ours.headers if pair[0] in kept - {b"content-length"}} == {
            pair for pair in usual.headers if pair[0] in kept - {b"content-length"}
        }


def test_the_token_is_the_one_its_cookie_checks(cast, proposal):
    page = seen_by(cast.mei, proposal)
    (cookie,) = page.header("set-cookie")
    assert cookie.startswith("csrftoken=") and "SameSite=Lax" in cookie
    secret = cookie.split(";")[0].split("=")[1]
    again = seen(question(proposal, f"{cookie_of(cast.mei)}; csrftoken={secret}"))[0]
    assert again.header("set-cookie")[0].startswith(f"csrftoken={secret};"), "who has one keeps it"
    token = re.search(r'csrfmiddlewaretoken" value="(\w{64})"', again.text)[1]
    request = RequestFactory().post("/", {"csrfmiddlewaretoken": token})
    request.COOKIES["csrftoken"] = secret
    pagedoor._csrf.process_request(request)
    assert pagedoor._csrf.process_view(request, lambda: None, (), {}) is None, "Django would refuse the form"


def test_who_has_endorsed_sees_their_number(cast, proposal):
    for person in (cast.bo, cast.mei):
        endorse(proposal, person)
    page = seen_by(cast.mei, proposal)
    assert not page.by_django and "data-slip" not in page.text
    assert re.search(r"第\s*2\s*", page.text)


def entries(page):
    return re.findall(r'<li data-number="(\d+)">', page.text)


def test_ones_own_entry_stands_in_the_list_whatever_others_said(cast, proposal):
    """Without a reason it is not among the latest, and a list that is made for all cannot have it."""
    lin = people.person("林")
    endorse(proposal, cast.mei)
    arrival = actions.Arrival(proposal.pk, lin.pk, NOW, reason="要燈", county="64000", district="64000020")
    actions.endorse_many([arrival], clock=None)
    hers, his = seen(question(proposal, cookie_of(cast.mei)), question(proposal, cookie_of(lin)))
    assert not hers.by_django and not his.by_django, "void unless both are made for all"
    assert (entries(hers), entries(his)) == (["1", "2"], ["2"])
    assert "<bdi>mei</bdi>" in hers.text and "<bdi>mei</bdi>" not in his.text
    for person in people.crowd(sheet_length := 10):
        arrival = actions.Arrival(proposal.pk, person.pk, NOW, reason="要很多燈")
        actions.endorse_many([arrival], clock=None)
    his = seen_by(lin, proposal, path="/en")
    assert not his.by_django and len(entries(his)) == sheet_length + 1 and entries(his)[0] == "2"
    assert "要燈" in his.text and "Gushan District, Kaohsiung City" in his.text and "reason no. 2" in his.text


def test_what_a_crowd_endorsed_costs_no_query_each(cast, proposal):
    crowd = people.crowd(20)
    for person in crowd:
        endorse(proposal, person)
    asked = [(cookie.split("=")[1], proposal.pk) for cookie in ground.sessions([person.pk for person in crowd])]
    with CaptureQueriesContext(connection) as queries:  # as above, and the endorsements
        readers = reading._readers(asked)
    assert [reader.own.person for reader in readers] == crowd and len(queries) == 5


def test_whoever_is_not_a_plain_citizen_is_left_to_django(cast, proposal):
    sam, suspended = cast.sam, people.person("suspended")
    Person.objects.filter(pk=suspended.pk).update(suspended_at=NOW)
    askers = [cast.bo, cast.rui, cast.ann, sam, suspended]
    pages = seen(*(question(proposal, cookie_of(person)) for person in askers))
    assert all(page.by_django and page.status == 200 for page in pages)
    assert "/desk/review/" in pages[1].text
    assert all("data-slip" not in page.text for page in pages[3:])


def _of_an_ended_session(person):
    cookie = cookie_of(person)
    Session.objects.filter(session_key=cookie.split("=")[1]).update(expire_date=NOW - life.DAY)
    return cookie


def _older_than_the_password(person):
    cookie = cookie_of(person)
    person.set_password("another-secret-word")
    person.save(update_fields=["password"])
    return cookie


def _of_a_closed_account(person):
    Person.objects.filter(pk=person.pk).update(is_active=False)
    return cookie_of(person)


@pytest.mark.parametrize("made", [_of_an_ended_session, _older_than_the_password, _of_a_closed_account])
def test_a_session_that_is_nobodys_any_more_is_a_strangers(cast, proposal, made):
    assert not seen_by(cast.mei, proposal).by_django, "void unless the session was good before"
    page = seen(question(proposal, made(cast.mei)))[0]
    assert page.by_django and ">mei<" not in page.text and "data-slip" not in page.text


QUOTED_NUL = r'"\000aaaaaaaaaaaaaaaa"'  # a cookie in quotes may name any character, also one that no database stores


@pytest.mark.parametrize(
    "key", ["", "unknown0" * 4, "a' or 1=1", "%00", "\0", QUOTED_NUL, "\xe6\xa8\xb9", "x" * 4000]
)
def test_odd_cookies_are_left_to_django(cast, proposal, key):
    (page,) = seen(question(proposal, f"{settings.SESSION_COOKIE_NAME}={key}"))
    assert page.by_django and page.status == 200


def test_a_message_that_waits_is_shown_by_django(cast, proposal):
    cookie = cookie_of(cast.mei)
    store = SessionStore(cookie.split("=")[1])
    store["_messages"] = '[["__json_message",0,25,"看見了",""]]'
    store.save()
    first, second = seen(question(proposal, cookie))[0], seen(question(proposal, cookie))[0]
    assert first.by_django and "看見了" in first.text
    assert not second.by_django and "看見了" not in second.text


def test_a_closed_window_is_djangos_to_tell(cast, proposal, at):
    at(life.CLOSES - life.TICK)
    assert not seen_by(cast.mei, proposal).by_django
    at(life.CLOSES)
    assert seen_by(cast.mei, proposal).by_django


def test_what_only_its_proposer_may_see_is_not_shown(cast, at):
    at(NOW)
    page = seen_by(cast.mei, life.submitted(cast))
    assert page.by_django and page.status == 404


@pytest.mark.parametrize("headers", [{"hx_request": "true"}, {"authorization": "Basic abc"}, {"range": "bytes=0-1"}])
def test_a_question_that_is_not_a_plain_visitors_is_left_to_django(cast, proposal, headers):
    assert seen_by(cast.mei, proposal, **headers).by_django


def test_a_page_for_somebody_is_nobody_elses_to_keep(cast, proposal):
    assert seen_by(cast.mei, proposal).header("cache-control") == ["private, no-store"]


def test_each_language_and_each_host_has_its_page(cast, proposal):
    cookie = cookie_of(cast.mei)
    chinese, english = seen(question(proposal, cookie), question(proposal, cookie, path="/en"))
    assert "Endorse (you cannot undo this)" in english.text and "Endorse (you cannot undo this)" not in chinese.text
    strange = seen(question(proposal, cookie, host="elsewhere.example"))[0]
    assert strange.by_django and strange.status == 400


def test_no_visitor_can_ask_for_a_sheet(cast, proposal):
    page = seen_by(cast.rui, proposal, civic_sheet="uncounted", **{"civic.sheet": "uncounted"})
    assert page.by_django and sheet.SLIP not in page.text and "data-slip" in page.text


def test_a_crowd_costs_four_queries(cast, proposal):
    crowd = people.crowd(50)
    cookies = ground.sessions([person.pk for person in crowd])
    asked = [(cookie.split("=")[1], proposal.pk) for cookie in cookies]
    with CaptureQueriesContext(connection) as queries:  # sessions, people, proposals, what each is to each
        readers = reading._readers(asked)
    assert [reader.person.pk for reader in readers] == [person.pk for person in crowd]
    assert [reader.session for reader in readers] == [key for key, _proposal in asked]
    assert len(queries) == 4


def test_a_statement_that_fails_is_left_to_django(cast, proposal, monkeypatch):
    monkeypatch.setattr(reading, "FACTS", "select no such thing")
    assert seen_by(cast.mei, proposal).by_django


def test_whoever_comes_while_the_database_is_away_is_asked_to_come_back(cast, proposal, monkeypatch):
    def away(*_):
        raise OperationalError("the server is gone")

    monkeypatch.setattr(PageDoor, "patience", 0)
    monkeypatch.setattr(reading, "signed_in", away)
    page = seen_by(cast.mei, proposal)
    assert (page.status, page.header("retry-after")) == (503, ["2"])
    assert not page.by_django and "請稍等一下" in page.text and "One moment" in page.text


def test_a_proposal_shown_to_nobody_has_no_sheet(cast, proposal, at):
    Proposal.objects.filter(pk=proposal.pk).update(withdrawn_at=NOW, withdrawn_reason="不再需要")
    assert seen_by(cast.mei, proposal).by_django

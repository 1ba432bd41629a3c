"""A page stays open while its reader's password changes, or their account is suspended or erased, or sends something
and is closed before its turn: what it sent is not counted, at either fast door of a served program."""

import json
import socket
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civic.accounts import actions
from civic.accounts.models import Person
from proposals.ballots.models import Box, Roll
from proposals.models import Endorsement, Proposal
from tests import people
from tests.bench.tools import ground
from tests.people import prove
from tests.proposals.budgets import life
from tests.waiting import PATIENCE, somebody_waits, until

PASSWORD = {"oldpassword": "the first of them", "password1": "the second of them", "password2": "the second of them"}


def _changes_the_password(client, person):
    assert client.post("/accounts/password/change/", PASSWORD).status_code == 302
    assert client.get("/mine/").status_code == 200, "void if that signs them out"


def _is_suspended(client, person):
    actions.suspend(person, at=timezone.now(), actor="operator", reason="冒名")


def _is_erased(client, person):
    client.post("/mine/erasure/", {"email": person.email})
    assert Person.objects.get(pk=person.pk).is_erased


def _stays(client, person):
    """Void unless the same slip is good otherwise."""


@pytest.fixture
def open_pages(own_database):
    """`open_pages(person)`: (their browser, {address of a fast door: what the page there would send})."""
    proposal = ground.collecting(1)[0]
    cycle = life.voting(life.team()[0], amounts=(100,), **life.today())

    def opened(person):
        client = Client()
        client.force_login(person)
        prove(client)
        ballot = client.get(reverse("budgets:ballot", args=[cycle.pk]) + "?area=1").context["slip"]
        page = client.get(f"/proposals/{proposal}/").context["slip"]
        return client, {
            f"/proposals/{proposal}/endorsement/": {"slip": page},
            f"/budgets/{cycle.pk}/ballot/": {"slip": ballot, "area": 1, "choices": [1]},
        }

    return opened


def send(server, path, said, cookie):
    headers = {"Content-Type": "application/json", "Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}
    request = urllib.request.Request(server.url + path, json.dumps(said).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, "counted"
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)["code"]


def test_what_a_page_sends_after_its_readers_standing_changed_is_not_counted(server, open_pages):
    now_refused = {
        _changes_the_password: (409, "signed_out"),
        _is_suspended: (409, "suspended"),
        _is_erased: (409, "signed_out"),
        _stays: (200, "counted"),
    }
    for number, (happens, answer) in enumerate(now_refused.items()):
        person = people.person(f"Lin{number}")
        person.set_password(PASSWORD["oldpassword"])
        person.save()
        client, pages = open_pages(person)
        before = client.session.session_key
        happens(client, person)
        now = client.cookies[settings.SESSION_COOKIE_NAME].value
        for path, said in pages.items():
            assert {send(server, path, said, cookie) for cookie in (before, now)} <= {answer, (409, "signed_out")}
            assert send(server, path, said, before) == answer
        counted = answer == (200, "counted")
        assert Endorsement.objects.filter(person_id=person.pk).count() == counted
        assert Roll.objects.filter(person_id=person.pk).count() == counted


def leave(server, path, said, cookie):
    """Send it and hang up; the server has noticed when this returns."""
    body = json.dumps(said).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{server.port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nCookie: {settings.SESSION_COOKIE_NAME}={cookie}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as line:
        line.sendall(head.encode() + body)
        line.shutdown(socket.SHUT_WR)
        assert line.recv(1) == b""


@pytest.mark.parametrize(("rows", "things"), [(Endorsement, Proposal), (Roll, Box)])
def test_what_a_page_sent_that_was_closed_before_its_turn_is_not_counted(server, open_pages, rows, things):
    """It would come after, and instead of, what its reader chose meanwhile on another page, and was told counts."""
    persons = [people.person(name) for name in ("first", "leaves", "stays")]
    opened = [(client.session.session_key, pages) for client, pages in map(open_pages, persons)]
    (path,) = [path for path in opened[0][1] if ("ballot" in path) == (things is Box)]
    first, leaves, stays = [(path, pages[path], cookie) for cookie, pages in opened]
    with ThreadPoolExecutor(2) as others:
        with transaction.atomic():
            list(things.objects.select_for_update())
            answers = [others.submit(send, server, *first)]
            until(somebody_waits)  # in a batch of one
            answers.append(others.submit(send, server, *stays))
            leave(server, *leaves)
        assert [answer.result() for answer in answers] == [(200, "counted")] * 2
    assert set(rows.objects.values_list("person_id", flat=True)) == {persons[0].pk, persons[2].pk}

"""The fast door of a served program: what is refused, what survives, and who hears of it."""

import asyncio
import json
import os
import resource
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from typing import NamedTuple

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from civic.accounts.models import Person
from civic.demo.load.flood import flood, post_json
from civic.demo.load.lines import Listener
from civic.security.models import Event
from civic.serving import slips
from proposals.models import Endorsement, Proposal
from tests import databases
from tests.bench.tools import ground
from tests.served import HEARING, served
from tests.waiting import PATIENCE, happening, until

HOST = "127.0.0.1"
MANY = 3000  # who endorse while something happens after the first 300


@pytest.fixture
def proposal(own_database):
    return ground.collecting(1, threshold=1500)[0]


def post(server, proposal, body, path="", cookie="", **headers):
    """Status and JSON of a POST to the fast door; `body` may be bytes, or a `Ticket` for its slip and cookie."""
    if isinstance(body, Ticket):
        body, cookie = {"slip": body.slip} | body.declared, body.cookie
    request = urllib.request.Request(
        f"{server.url}{path}/proposals/{proposal}/endorsement/",
        data=body if isinstance(body, bytes) else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Cookie": cookie, **headers},
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


class Ticket(NamedTuple):
    """What a signed-in person sends: the cookie of a session of theirs, the slip tied to it, and what they declare."""

    cookie: str
    slip: str
    declared: dict = {}


def ticket(proposal, person, **declared):
    ((_proposal, cookie, slip),) = ground.slips([proposal], [person])
    return Ticket(cookie, slip, declared)


def endorse_all(server, proposal, people, clients=100):
    """Every one of `people` through the fast door; a `Tally`."""
    made = dict(zip(people, ground.slips([proposal], people), strict=True))
    address = f"/proposals/{proposal}/endorsement/"
    requests = [post_json(address, HOST, {"slip": made[each][2]}, made[each][1]) for each in people]
    return asyncio.run(flood(HOST, server.port, iter(requests), clients=clients, seconds=PATIENCE))


def test_one_door_counts_refuses_and_repeats_itself(server, proposal):
    mei, bo, suspended, other = *ground.crowd(3), *ground.collecting(1)
    Person.objects.filter(pk=suspended).update(suspended_at=timezone.now())
    assert post(server, proposal, ticket(proposal, mei, reason="樹", county="高雄市")) == (
        200,
        {"number": 1, "count": 1},
    )
    assert post(server, proposal, ticket(proposal, bo))[1] == {"number": 2, "count": 2}
    assert post(server, proposal, ticket(proposal, mei, reason="花"))[1] == {"number": 1, "count": 2}
    kept = Endorsement.objects.get(proposal=proposal, number=1)
    assert (kept.reason, kept.county) == ("樹", "64000")

    old = slips.write(settings.SLIP_KEY.encode(), person=bo, deed="endorse", thing=proposal, until=1, tie="0")
    his = ticket(proposal, bo)
    refusals = [
        (ticket(proposal, suspended), 409, "suspended"),
        (ticket(other, bo), 409, "other"),
        ({"slip": his.slip}, 409, "signed_out"),
        (his._replace(cookie=ticket(proposal, mei).cookie), 409, "signed_out"),
        ({"slip": old}, 409, "expired"),
        (his._replace(slip=his.slip[:-1]), 409, "forged"),
        ({}, 409, "forged"),
        (ticket(proposal, bo, reason="樹" * 501), 409, "reason_too_long"),
        (ticket(proposal, bo, reason=["樹"]), 409, "not_text"),
        (ticket(proposal, bo, reason="打 0912/345/678"), 409, "personal_data"),
        (ticket(proposal, bo, reason="寫信到 x (at) y", confirmed="x(at)y"), 409, "personal_data"),
        (ticket(proposal, bo, reason="A123456789", confirmed=["a123456789"]), 409, "identity_number"),
        ([], 400, "not_json"),
        (b"{", 400, "not_json"),
        (b"[" * 16_000, 400, "not_json"),
        (b"x" * 60_000, 413, "too_large"),  # heard out: whoever is cut off while sending may not read the answer
    ]
    for body, status, code in refusals:
        answer = post(server, proposal, body)
        assert (answer[0], answer[1]["code"]) == (status, code)
        assert answer[1]["sentence"]
    for foreign, status in (({"Host": "elsewhere.example"}, 400), ({"Origin": "http://elsewhere.example"}, 403)):
        answer = post(server, proposal, his, **foreign)
        assert (answer[0], answer[1]["code"]) == (status, "foreign")
    assert post(server, proposal, {}, "/en")[1]["sentence"].startswith("This page cannot")
    assert post(server, 999_999, ticket(999_999, bo))[1]["code"] == "unknown"
    assert Endorsement.objects.filter(proposal=proposal).count() == 2
    nobody, them = "", f"person:{bo}"
    denied = {
        (f"person:{suspended}", nobody, "suspended"), (nobody, them, "signed_out"),
        *((nobody, nobody, why) for why in ("other", "expired", "forged", "too_large", "foreign")),
    }  # fmt: skip
    until(lambda: denials() == denied)
    assert set(Event.objects.values_list("network", flat=True)) == {"127.0.0.0/24"}


def denials():
    return {(e.actor, e.about, e.data["why"]) for e in Event.objects.filter(what="security.denied", result="denied")}


def test_a_crowd_at_the_threshold_establishes_once(server, proposal):
    people = ground.crowd(1600)
    tally = endorse_all(server, proposal, people + people[:200])
    assert dict(tally.statuses) == {200: 1800}
    now = Proposal.objects.get(pk=proposal)
    assert now.endorsement_count == Endorsement.objects.filter(proposal=proposal).count() == 1600
    crossing = Endorsement.objects.get(proposal=proposal, number=1500)
    assert now.established_at >= crossing.arrived_at


@pytest.mark.parametrize("victim", ["server", "database"])
def test_nothing_acknowledged_is_lost(own_database, proposal, victim):
    """kill -9 of the program, or of the database's side of every connection, in the middle of a crowd."""
    people = ground.crowd(MANY)
    with served() as server:
        when_counted(300, server.kill if victim == "server" else _cut_connections)
        tally = endorse_all(server, proposal, people)
        connection.close()  # ours was cut too
        there = Endorsement.objects.filter(proposal=proposal).count()
        assert tally.statuses[200] > 0
        assert there >= tally.statuses[200], "an acknowledged endorsement is missing"
        if victim == "database":
            assert tally.statuses[200] == MANY, "the door waits for a database that comes back"
        assert Proposal.objects.get(pk=proposal).endorsement_count == there
    with served() as server:
        endorse_all(server, proposal, people)
    assert Endorsement.objects.filter(proposal=proposal).count() == MANY


def when_counted(number, deed):
    """Do `deed` in a thread as soon as that many endorsements are in the table."""

    def watch():
        with psycopg.connect(databases.url(), autocommit=True) as line:
            while line.execute("select count(*) from proposals_endorsement").fetchone()[0] < number:
                time.sleep(0.01)
        deed()

    threading.Thread(target=watch, daemon=True).start()


def _cut_connections():
    with psycopg.connect(databases.url(), autocommit=True) as line:
        line.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
            " and application_name = '' and client_port is not null"
        )


def test_what_one_process_counts_is_seen_on_a_socket_of_another(own_database, proposal):
    hers = ticket(proposal, *ground.crowd(1))
    with served() as here, served(*HEARING) as there:
        heard = asyncio.run(_hear(there, proposal, lambda: post(here, proposal, hers)))
    assert [said["count"] for said in heard] == [0, 1]
    assert heard[0]["version"] < heard[1]["version"]


@pytest.mark.redis
def test_the_same_over_redis(own_database, proposal, redis_url):
    hers = ticket(proposal, *ground.crowd(1))
    with served(REDIS_URL=redis_url) as here, served(*HEARING, REDIS_URL=redis_url) as there:
        heard = asyncio.run(_hear(there, proposal, lambda: post(here, proposal, hers)))
    assert [said["count"] for said in heard] == [0, 1]


def test_a_cut_listener_connects_again_and_no_page_stays_stale(own_database, proposal):
    hers, his = (ticket(proposal, each) for each in ground.crowd(2))

    async def story(server):
        heard = []
        path = f"/live/?topic=proposal:{proposal}"
        await Listener.to(HOST, server.port, path, lambda text: heard.append(json.loads(text)))
        await happening(lambda: heard and _listeners())
        _cut_connections()
        await asyncio.to_thread(post, server, proposal, hers)
        await happening(lambda: heard[-1]["count"] == 1)
        await happening(_listeners)
        await asyncio.to_thread(post, server, proposal, his)
        await happening(lambda: heard[-1]["count"] == 2)

    with served(*HEARING) as server:
        asyncio.run(story(server))


def _listeners():
    """How many connections listen for what is announced."""
    with psycopg.connect(databases.url(), autocommit=True) as line:
        asked = "select count(*) from pg_stat_activity where datname = current_database() and query like 'LISTEN %'"
        return line.execute(asked).fetchone()[0]


async def _hear(server, proposal, deed):
    heard = []
    path = f"/live/?topic=proposal:{proposal}"
    listener = await Listener.to(HOST, server.port, path, lambda text: heard.append(json.loads(text)))
    await happening(lambda: heard)
    await asyncio.to_thread(deed)
    await happening(lambda: len(heard) > 1)
    listener.close()
    return heard


def test_a_shared_link_is_one_page_whoever_follows_it(server, proposal):
    addresses = [f"{server.url}/proposals/{proposal}/{query}" for query in ("", "?fbclid=a", "?utm_source=b&fbclid=c")]
    pages = {urllib.request.urlopen(address, timeout=PATIENCE).read() for address in addresses}
    assert len(pages) == 1 and b"fbclid" not in pages.pop()


def test_more_slow_uploads_than_places_hold_up_nobody(server, proposal):
    """Each page and each endorsement gets through, while more bodies trickle than requests may wait."""
    (mei,) = ground.crowd(1)
    resource.setrlimit(resource.RLIMIT_NOFILE, resource.getrlimit(resource.RLIMIT_NOFILE)[1:] * 2)
    lines = [socket.create_connection((HOST, server.port)) for _ in range(settings.PAGE_QUEUE + 100)]
    for line in lines:
        line.sendall(
            b"POST /proposals/new/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"
            b"Content-Length: 100000\r\n\r\nslow"
        )
    for number in range(5):
        assert _page(server, f"/proposals/{proposal}/status.json?{number}") == 200
    assert post(server, proposal, ticket(proposal, mei)) == (200, {"number": 1, "count": 1})
    form = urllib.request.Request(f"{server.url}/proposals/new/", data=b"title=x")
    with pytest.raises(urllib.error.HTTPError, match="403"):  # it has no token; so it was read
        urllib.request.urlopen(form, timeout=PATIENCE)
    lines[0].settimeout(PATIENCE)
    assert lines[0].recv(13) == b"HTTP/1.1 408 ", "the oldest made room"
    lines[-1].setblocking(False)
    with pytest.raises(BlockingIOError):
        lines[-1].recv(1)  # nobody waited for the newest: it is under way still, neither answered nor cut
    for line in lines:
        line.close()


def _page(server, path):
    with urllib.request.urlopen(server.url + path, timeout=PATIENCE) as page:
        return page.status


def test_a_question_that_names_two_hosts_is_none(server):
    answer = _raw(server, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: elsewhere.example\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_a_head_without_end_is_ended(server):
    with socket.create_connection((HOST, server.port), timeout=PATIENCE) as line, pytest.raises(ConnectionError):
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        for _ in range(1000):
            line.sendall(b"x" * 2**16)


def test_bodies_that_are_not_what_they_say(server):
    assert _raw(server, b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n").startswith(
        b"HTTP/1.1 413"
    )
    assert b" 400 " in _raw(server, b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n")


def _raw(server, request):
    with socket.create_connection((HOST, server.port), timeout=PATIENCE) as line:
        line.sendall(request)
        return line.recv(1000)


def test_a_stop_answers_everybody_inside(own_database, proposal):
    people = ground.crowd(MANY)
    with served() as server:
        when_counted(300, lambda: os.kill(server.process.pid, signal.SIGTERM))
        tally = endorse_all(server, proposal, people)
        server.process.wait(PATIENCE)
    assert tally.statuses[200] > 0
    assert Endorsement.objects.filter(proposal=proposal).count() == tally.statuses[200]

"""The served program behind PgBouncer in transaction pooling: counted exactly, heard live, and every page."""

import asyncio
import json
import urllib.request

import pytest
from django.db import connection

from civic import checkup, env
from civic.demo.load.flood import flood, post_json
from civic.demo.load.lines import Listener
from proposals import recount
from proposals.models import Endorsement, Proposal
from tests import databases
from tests.bench.tools import ground
from tests.served import HEARING, served
from tests.waiting import PATIENCE, happening, until

pytestmark = pytest.mark.pgbouncer
HOST = "127.0.0.1"


@pytest.fixture
def server(pooler):
    with served(*HEARING, DATABASE_URL=pooler, DIRECT_DATABASE_URL=databases.url()) as running:
        yield running


@pytest.fixture
def through(pooler, monkeypatch):
    """The doctor's own connection leads through the pooler."""
    line = connection.copy()
    line.settings_dict.update(env.database(pooler))
    monkeypatch.setattr(checkup, "connection", line)
    yield pooler
    line.close()


def test_a_crowd_is_counted_exactly_and_heard(server):
    (proposal,) = ground.collecting(1, threshold=300)
    people, heard = ground.crowd(400), []
    address = f"/proposals/{proposal}/endorsement/"
    slips = ground.slips([proposal], people)
    requests = [
        post_json(address, HOST, {"slip": slip}, cookie) for _proposal, cookie, slip in slips + slips[:100]
    ]

    async def story():
        path = f"/live/?topic=proposal:{proposal}"
        await Listener.to(HOST, server.port, path, lambda text: heard.append(json.loads(text)))
        tally = await flood(HOST, server.port, iter(requests), clients=50, seconds=PATIENCE)
        await happening(lambda: heard and heard[-1]["count"] == 400)
        return tally

    tally = asyncio.run(story())
    assert dict(tally.statuses) == {200: 500}
    assert heard[-1]["established_at"]
    assert Proposal.objects.get(pk=proposal).endorsement_count == 400
    numbers = Endorsement.objects.filter(proposal=proposal).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 401)) and not recount.wrong()


def test_pages_and_clockwork_find_what_they_asked_for(server, through):
    (proposal,) = ground.collecting(1)
    (cookie,) = ground.sessions(ground.crowd(1))
    for path in ("/", "/proposals/", f"/proposals/{proposal}/", "/mine/", "/proposals/new/") * 3:
        asked = urllib.request.Request(server.url + path, headers={"Cookie": cookie})
        with urllib.request.urlopen(asked, timeout=PATIENCE) as page:
            assert page.status == 200
    until(lambda: any(one.words.startswith("runs") for one in checkup.clockwork()))  # its lock is held past the pooler


def test_the_doctor_sees_a_pooler_where_none_may_be(through, settings):
    settings.DIRECT_DATABASE_URL = ""
    assert ("DATABASE_URL", "wrong") in {(one.subject, one.verdict) for one in checkup.database()}
    settings.DIRECT_DATABASE_URL = through
    assert [one.verdict for one in checkup.direct_database()] == ["wrong"]
    settings.DIRECT_DATABASE_URL = databases.url()
    assert [one.verdict for one in checkup.direct_database()] == ["well"]
    assert ("DATABASE_URL", "wrong") not in {(one.subject, one.verdict) for one in checkup.database()}

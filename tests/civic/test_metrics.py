"""`/metrics`: numbers for whoever keeps the server, for nobody else, and about nobody."""

import asyncio

import pytest
from django.db import connection
from prometheus_client.parser import text_string_to_metric_families

from civic import lasting
from civic.clockwork.models import Round
from civic.outbox.models import Urgent
from tests.civic.test_health import by_asgi
from tests.people import NOON

HERE = {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1"}
TOKEN = "a token of more than thirty-two letters"


def read(client, **more):
    """{(name, the value of its label or None): number} of what is told."""
    answer = client.get("/metrics", **HERE, **more)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    samples = [
        sample for family in text_string_to_metric_families(answer.content.decode()) for sample in family.samples
    ]
    return {(sample.name, next(iter(sample.labels.values()), None)): sample.value for sample in samples}


@pytest.mark.parametrize(
    "request_",
    [
        {"HTTP_HOST": "join.example"},
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=192.0.2.7"},
        {"HTTP_VIA": "1.1 proxy"},
        {"SERVER_PROTOCOL": "HTTP/1.0"},
        {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}", "REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_AUTHORIZATION": "Bearer ", "REMOTE_ADDR": "192.0.2.7"},
    ],
    ids=str,
)
def test_who_comes_from_elsewhere_is_told_nothing(client, db, settings, request_):
    settings.ALLOWED_HOSTS = ["*"]
    assert client.get("/metrics", **HERE | request_).status_code == 404


@pytest.mark.parametrize(("name", "value"), [("TRUSTED_PROXIES", 1), ("SITE_URL", "https://city.example")])
def test_where_a_proxy_stands_nobody_is_from_here(client, db, settings, name, value):
    """Not even one that says nothing of itself, and names this machine as the host."""
    setattr(settings, name, value)
    assert client.get("/metrics", **HERE).status_code == 404


def test_a_token_opens_from_anywhere_and_no_other_does(client, db, settings):
    settings.METRICS_TOKEN = TOKEN
    for said, status in ((TOKEN, 200), (TOKEN[:-1], 404), ("", 404), ("é", 404)):
        asked = {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": f"Bearer {said}"}
        assert client.get("/metrics", **asked).status_code == status


def test_what_waits_and_what_failed_is_told(client, db, monkeypatch):
    monkeypatch.setitem(lasting.endings, "telling live numbers", 3)
    Urgent.objects.create(channel="text", at=NOON, due_at=NOON, expires_at=NOON, content={"phone": "+886912345678"})
    Round.objects.create(name="civic.outbox.deliver", started_at=NOON, error="away: mei@example.test")
    told = read(client)
    assert told["civic_task_restarts_total", "telling live numbers"] == 3
    assert told["civic_outbox_waiting", "text"] == 1 and told["civic_outbox_oldest_seconds", "text"] > 0
    assert told["civic_chore_failed", "civic.outbox.deliver"] == 1
    assert told["civic_chore_last_round", "civic.outbox.deliver"] == NOON.timestamp()
    assert told["civic_database_away", None] == 0 and told["civic_live_sockets", None] == 0
    assert "912345678" not in str(told) and "mei" not in str(told)


def test_a_database_that_is_away_is_a_number_not_a_fault(client, own_database):
    connection.close()
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], "civic_absent"
    try:
        assert read(client)["civic_database_away", None] == 1
    finally:
        connection.settings_dict["NAME"] = name


@pytest.mark.usefixtures("own_database")
def test_a_process_tells_of_its_requests_threads_and_doors(client):
    from civic.asgi import Switchboard

    async def story():
        switchboard = Switchboard()
        try:
            await by_asgi(switchboard, "/healthz")
            for address in ("192.0.2.1", "192.0.2.2", "192.0.2.2"):
                await switchboard(visit(address), None, swallow)
            return await asyncio.to_thread(read, client)
        finally:
            for door in switchboard.doors:
                await door.close()
            for bridge in (switchboard.bridge, *switchboard.machines.values()):
                bridge.close()

    def visit(address):
        """Two hosts are refused at once: no page is made."""
        headers = 2 * [(b"host", b"localhost")]
        return {"type": "http", "method": "GET", "path": "/", "headers": headers, "client": (address, 1)}

    async def swallow(message):
        pass

    told = asyncio.run(story())
    assert (told["civic_requests_lately", None], told["civic_addresses_lately", None]) == (3, 2)
    assert told["civic_requests_total", "machines"] == 1 and told["civic_page_threads", None] > 0
    assert told["civic_pages_under_way", None] == told["civic_passwords_under_way", None] == 0
    assert told["civic_bodies_under_way", None] == told["civic_bodies_bytes", None] == 0
    assert told["civic_shelf_bytes", None] == 0
    assert told["civic_turnstile_batches_total", "EndorsementDoor"] == 0
    assert told["civic_turnstile_waiting", "EndorsementDoor"] == 0

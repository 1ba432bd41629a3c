"""`/healthz`: this process answers. `/readyz`: its pages can be right. What waits takes no process out of service."""

import asyncio
import json
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from civic import health, keys, lasting
from civic.clockwork.models import Round
from civic.clockwork.registry import chores
from civic.outbox.models import Letter, Mailing
from tests.people import NOON
from tests.waiting import PATIENCE


@pytest.fixture(autouse=True)
def a_process_that_knows_nothing(monkeypatch):
    monkeypatch.setattr(health, "migrations", health.Migrations())
    monkeypatch.setattr(health, "lasting_key", health.Once(keys.is_right))
    monkeypatch.setattr(health, "data_keys", health.Once(keys.can_read))


def asked(client, status, path="/readyz"):
    answer = client.get(path)
    assert answer.status_code == status and answer.headers["Content-Type"] == "application/json"
    assert "no-store" in answer.headers["Cache-Control"] and not answer.cookies
    assert answer.json()["ok"] is (status == 200)
    return answer.json()


def test_all_is_well(client, db):
    well = asked(client, 200)
    assert well["database"] == {"ok": True} and well["migrations"] == {"ok": True, "unapplied": 0}


def test_once_the_migrations_are_applied_asking_costs_no_query(client, db, django_assert_num_queries):
    asked(client, 200)
    with django_assert_num_queries(0):
        asked(client, 200)


def test_an_unapplied_migration_is_wrong_and_noticed_again_once_applied(client, db, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions' RETURNING app, name, applied")
        [row] = cursor.fetchall()
        assert asked(client, 503)["migrations"] == {"ok": False, "unapplied": 1}
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)
    asked(client, 503)
    monkeypatch.setattr(health, "AGAIN", 0)
    monkeypatch.setattr(health.migrations, "look_again_at", 0)
    asked(client, 200)


def test_a_process_with_another_identity_key_is_not_fit(client, db, settings):
    settings.IDENTITY_KEY = "another" * 8
    assert asked(client, 503)["identity_key"] == {"ok": False}


def test_a_process_that_cannot_read_what_lies_encrypted_is_not_fit(client, db, settings):
    settings.DATA_KEYS = ["another" * 8, *settings.DATA_KEYS]
    assert asked(client, 200)["data_keys"] == {"ok": True}
    health.data_keys.is_right = False
    settings.DATA_KEYS = settings.DATA_KEYS[:1]
    assert asked(client, 503)["data_keys"] == {"ok": False}


@pytest.fixture
def no_database(own_database):
    connection.close()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "civic_absent"
    yield
    connection.settings_dict["NAME"] = name


def test_a_database_that_is_away_makes_pages_wrong_but_the_process_answers(client, no_database):
    assert asked(client, 503)["database"] == {"ok": False}
    asked(client, 200, "/healthz")


def test_a_database_that_comes_back_is_noticed(client, own_database):
    asked(client, 200)
    connection.close()
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], "civic_absent"
    try:
        asked(client, 503)
    finally:
        connection.settings_dict["NAME"] = name
    asked(client, 200)


def test_what_waits_takes_no_process_out_of_service(client, db):
    """A thousand letters, a dead mail server, chores that failed, one stuck for hours: that is for `doctor`."""
    mailing = Mailing.objects.create(kind="x.y", subject="x:1", key="x", at=NOON, due_at=NOON, expanded_at=NOON)
    Letter.objects.bulk_create(Letter(mailing=mailing, person_id=number, due_at=NOON) for number in range(1000))
    assert chores, "void: there is nothing clockwork could fail to do"
    for name in chores:
        Round.objects.create(name=name, started_at=timezone.now() - timedelta(hours=3), error="Away: mail server")
    asked(client, 200)
    asked(client, 200, "/healthz")


def test_what_began_again_is_told(client, monkeypatch):
    monkeypatch.setitem(lasting.endings, "the hub", 2)
    assert asked(client, 200, "/healthz")["begun_again"]["the hub"] == 2


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nothing_but_asking_is_allowed(client, db, path):
    assert client.post(path).status_code == 405


async def by_asgi(application, path):
    """(status, JSON) of a GET, as a server would ask the switchboard."""
    said = []
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "http_version": "1.1",
             "headers": [(b"host", b"localhost")]}  # fmt: skip

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        said.append(message)

    await application(scope, receive, send)
    return said[0]["status"], json.loads(said[1]["body"])


@pytest.mark.usefixtures("own_database")
def test_a_process_whose_page_threads_all_wait_still_answers():
    from civic.asgi import Switchboard

    over, waiting = threading.Event(), threading.Barrier(settings.PAGE_THREADS + 1)

    def page():
        waiting.wait(PATIENCE)
        over.wait(PATIENCE)

    async def story():
        switchboard = Switchboard()
        for _ in range(settings.PAGE_THREADS):
            switchboard.bridge.pages.pool.submit(page)
        await asyncio.to_thread(waiting.wait, PATIENCE)
        try:
            return [await by_asgi(switchboard, path) for path in ("/healthz", "/readyz")]
        finally:
            over.set()
            for door in switchboard.doors:
                await door.close()
            for bridge in (switchboard.bridge, *switchboard.machines.values()):
                bridge.close()

    assert [(status, said["ok"]) for status, said in asyncio.run(story())] == [(200, True), (200, True)]


# How clockwork fares


def rounds(ago=timedelta(), error="", now=NOON):
    for name in chores:
        defaults = {"started_at": now - ago, "finished_at": now - ago, "error": error}
        Round.objects.update_or_create(name=name, defaults=defaults)


def test_clockwork_is_silent_after_five_minutes(db):
    rounds(health.SILENCE)
    assert not health.clockwork(NOON).is_silent(NOON)
    rounds(health.SILENCE + timedelta(seconds=1))
    assert health.clockwork(NOON).is_silent(NOON)
    Round.objects.all().delete()
    assert health.clockwork(NOON).is_silent(NOON)


def test_a_round_that_began_tomorrow_proves_nothing(db):
    rounds(ago=-timedelta(days=1))
    assert health.clockwork(NOON).is_silent(NOON)


def test_a_chore_apart_that_goes_on_does_not_hide_that_the_others_are_stuck(db):
    rounds(ago=timedelta(hours=1))
    apart = [name for name, chore in chores.items() if chore.apart]
    assert apart, "void"
    Round.objects.filter(name__in=apart).update(started_at=NOON, finished_at=NOON)
    assert health.clockwork(NOON).is_silent(NOON)


def test_a_chore_that_hangs_is_named(db):
    rounds()
    name = next(name for name, chore in chores.items() if chore.apart)
    Round.objects.filter(name=name).update(started_at=NOON - timedelta(minutes=6), finished_at=None)
    assert health.clockwork(NOON).hanging == [name]
    Round.objects.filter(name=name).update(started_at=NOON - timedelta(minutes=4))
    assert health.clockwork(NOON).hanging == []


def test_the_round_of_a_chore_that_is_no_more_is_no_concern(db):
    rounds()
    Round.objects.create(name="gone.chore", started_at=NOON, error="ValueError")
    assert health.clockwork(NOON).failed == []

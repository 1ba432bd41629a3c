"""`/healthz`: 200 while database, migrations and clockwork are well, 503 otherwise, and cheap."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from civic import health
from civic.clockwork.models import Round
from civic.clockwork.registry import chores


@pytest.fixture(autouse=True)
def an_old_process_that_knows_nothing(monkeypatch):
    monkeypatch.setattr(health, "_began", health._began - health.GRACE)
    monkeypatch.setattr(health, "migrations", health.Migrations())
    assert chores, "void: there is nothing clockwork could fail to do"


def rounds(ago=timedelta(), error=""):
    started = timezone.now() - ago
    for name in chores:
        Round.objects.update_or_create(
            name=name, defaults={"started_at": started, "finished_at": started, "error": error}
        )


def asked(client, status):
    answer = client.get("/healthz")
    assert answer.status_code == status and answer.headers["Content-Type"] == "application/json"
    assert "no-store" in answer.headers["Cache-Control"] and not answer.cookies
    assert answer.json()["ok"] is (status == 200)
    return answer.json()


def test_all_is_well(client, db):
    rounds()
    well = asked(client, 200)
    assert well["database"] == {"ok": True} and well["migrations"] == {"ok": True, "unapplied": 0}
    assert well["clockwork"]["ok"] and well["clockwork"]["last_round"].endswith("+00:00")


def test_once_the_migrations_are_applied_asking_costs_two_queries(client, db, django_assert_num_queries):
    rounds()
    asked(client, 200)
    with django_assert_num_queries(2):
        asked(client, 200)


def test_an_unapplied_migration_is_wrong_and_noticed_again_once_applied(client, db, monkeypatch):
    rounds()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'clockwork' RETURNING app, name, applied")
        [row] = cursor.fetchall()
        assert asked(client, 503)["migrations"] == {"ok": False, "unapplied": 1}
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)
    asked(client, 503)
    monkeypatch.setattr(health, "AGAIN", 0)
    monkeypatch.setattr(health.migrations, "look_again_at", 0)
    asked(client, 200)


def test_silent_clockwork_is_wrong(client, db):
    rounds(ago=health.SILENCE - timedelta(seconds=10))
    asked(client, 200)
    rounds(ago=health.SILENCE + timedelta(seconds=1))
    assert not asked(client, 503)["clockwork"]["ok"]
    Round.objects.all().delete()
    assert asked(client, 503)["clockwork"]["last_round"] is None


def test_a_process_that_has_just_begun_gives_clockwork_a_minute(client, db, monkeypatch):
    monkeypatch.setattr(health, "_began", health.time.monotonic())
    asked(client, 200)


def test_a_failed_chore_is_named_but_not_its_error(client, db):
    rounds()
    name = next(iter(chores))
    Round.objects.filter(name=name).update(error="SMTPAuthenticationError: secret password")
    answer = asked(client, 503)
    assert answer["clockwork"]["failed"] == [name] and "password" not in str(answer)


def test_the_round_of_a_chore_that_is_no_more_is_no_concern(client, db):
    rounds()
    Round.objects.create(name="gone.chore", started_at=timezone.now(), error="ValueError")
    asked(client, 200)


def test_a_database_that_is_away_is_wrong(client, own_database):
    rounds()
    asked(client, 200)
    connection.close()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "civic_absent"
    try:
        away = asked(client, 503)
    finally:
        connection.settings_dict["NAME"] = name
    assert away["database"] == {"ok": False} and away["clockwork"]["ok"] is False
    asked(client, 200)


def test_nothing_but_asking_is_allowed(client, db):
    assert client.post("/healthz").status_code == 405

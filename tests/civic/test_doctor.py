"""`manage.py doctor`: each thing that is misconfigured gets its line, and the command fails."""

import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from civic import checkup, keys, observing
from civic.clockwork.lock import Lock
from civic.clockwork.models import Round
from civic.clockwork.registry import chores
from civic.observing import NOTE, WELL, WRONG, Observation
from civic.outbox.models import Urgent


def said(question, verdict, subject):
    """The words of the findings of one question with this verdict on this subject."""
    return " ".join(one.words for one in question() if (one.verdict, one.subject) == (verdict, subject))


@pytest.fixture
def lock(db):
    held = Lock()
    assert held.hold()
    yield held
    held.release()


def a_round(ago=timedelta(), error=""):
    Round.objects.create(name=next(iter(chores)), started_at=timezone.now() - ago, error=error)


def test_the_embedded_database_says_where_its_data_are(db):
    assert "data in /" in said(checkup.database, WELL, "Database")


def test_a_database_that_may_forget_is_wrong(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        assert "power cut" in said(checkup.database, WRONG, "Durability")


def test_an_unreachable_database_leaves_the_rest_to_be_asked(own_database):
    connection.close()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "civic_absent"
    try:
        findings = list(checkup.examine())
    finally:
        connection.settings_dict["NAME"] = name
    assert [one.verdict for one in findings if one.subject == "Database"] == [WRONG]
    assert {"Disk", "Letters", "Demo"} <= {one.subject for one in findings}


def test_what_an_app_looks_at_is_asked_too_and_one_that_fails_keeps_none_from_being_asked(db, monkeypatch):
    def broken():
        raise ValueError("no such folder")

    monkeypatch.setattr(observing, "_questions", [broken, lambda: [Observation(NOTE, "Boxes", "three.")]])
    told = list(checkup.migrations())
    assert Observation(NOTE, "Boxes", "three.") in told
    assert Observation(WRONG, "Broken", "could not be looked at (ValueError: no such folder).") in told


def test_unapplied_migrations_are_counted(db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    assert said(checkup.migrations, WRONG, "Migrations") == "1 not applied: run manage.py migrate."


def test_clockwork_that_runs_is_well(lock):
    a_round()
    assert "had a round" in said(checkup.migrations, WELL, "Clockwork")


def test_clockwork_that_holds_its_lock_and_does_nothing_is_stuck(lock):
    a_round(ago=timedelta(minutes=6))
    assert "stuck" in said(checkup.clockwork, WRONG, "Clockwork")


def test_a_failed_chore_is_named(lock):
    a_round(error="OSError")
    assert next(iter(chores)) in said(checkup.clockwork, WRONG, "Clockwork")


def test_nobody_at_the_clock_is_noted_at_home_and_wrong_in_production(db, settings):
    assert "starts with the server" in said(checkup.clockwork, NOTE, "Clockwork")
    settings.EMBEDDED = False
    assert "manage.py clockwork" in said(checkup.clockwork, WRONG, "Clockwork")


def test_what_others_offer_is_tried(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert "unreachable" in said(checkup.bus, WRONG, "REDIS_URL")
    settings.REDIS_URL = "mongodb://127.0.0.1"
    assert "unreachable" in said(checkup.bus, WRONG, "REDIS_URL")
    settings.DIRECT_DATABASE_URL = "postgres://nobody@127.0.0.1:1/nothing"
    assert "unreachable" in said(checkup.direct_database, WRONG, "DIRECT_DATABASE_URL")
    settings.EMAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp://127.0.0.1:1", "127.0.0.1", 1
    settings.POST_BACKEND = "civic.outbox.smtp.Backend"
    assert "does not answer" in said(checkup.letters, WRONG, "Letters")


def test_text_messages_need_a_way_outside_the_demo(settings):
    settings.DEMO = True
    assert said(checkup.text_messages, WELL, "Text messages")
    settings.DEMO = False
    assert "set SMS_SENDER" in said(checkup.text_messages, WRONG, "Text messages")
    settings.SMS_SENDER = "no.such.function"
    assert "names no function" in said(checkup.text_messages, WRONG, "Text messages")


def test_letters_in_a_folder_reach_nobody_outside_the_demo(settings):
    settings.EMAIL_URL, settings.DEMO = "", True
    assert "are written to" in said(checkup.letters, WELL, "Letters")
    settings.DEMO = False
    assert "set EMAIL_URL" in said(checkup.letters, WRONG, "Letters")


@pytest.mark.parametrize("mailbox", ["Civic <civic@localhost>", "civic@localhost", "desk@[127.0.0.1]", "the desk"])
def test_a_mailbox_that_reaches_nobody_is_wrong_outside_the_demo(settings, mailbox):
    settings.DEFAULT_FROM_EMAIL, settings.CONTACT_EMAIL = "City <city@city.example>", mailbox
    settings.DEMO = True
    assert not list(checkup.mailboxes())
    settings.DEMO = False
    assert "reaches nobody" in said(checkup.mailboxes, WRONG, "CONTACT_EMAIL")
    assert not said(checkup.mailboxes, WRONG, "EMAIL_FROM")


def test_the_mailboxes_that_come_with_the_program_are_wrong_and_those_of_a_city_well(settings):
    settings.DEMO, settings.CONTACT_EMAIL = False, settings.DEFAULT_FROM_EMAIL
    assert [one.subject for one in checkup.mailboxes()] == ["EMAIL_FROM", "CONTACT_EMAIL"]
    settings.DEFAULT_FROM_EMAIL = settings.CONTACT_EMAIL = "City desk <desk@city.example>"
    assert not list(checkup.mailboxes())


def test_a_full_disk_is_seen_coming(settings, monkeypatch):
    assert "MB free" in said(checkup.disk, WELL, "Disk")
    monkeypatch.setattr(checkup, "ROOM", 10**12)
    assert "free some space" in said(checkup.disk, WRONG, "Disk")


def test_secrets_differ_and_are_nobody_elses_to_read(settings, tmp_path):
    kept = tmp_path / "secrets"
    kept.mkdir()
    settings.VAR_DIR = tmp_path
    (kept / "identity").touch(mode=0o600)
    settings.DEMO = False
    assert "Keep a copy" in said(checkup.secrets, NOTE, "Secrets") and not said(checkup.secrets, WRONG, "Secrets")
    (kept / "identity").chmod(0o644)
    assert "chmod 600" in said(checkup.secrets, WRONG, "Secrets")
    settings.IDENTITY_KEY = settings.SECRET_KEY
    assert "must be different secrets" in said(checkup.secrets, WRONG, "Secrets")


def test_a_demo_belongs_on_one_machine(settings):
    settings.DEMO, settings.HOST = True, "0.0.0.0"
    assert "127.0.0.1 only" in said(checkup.demo, WRONG, "Demo")


def test_doors_are_not_wider_than_they_should_be(settings):
    settings.HOST, settings.DEBUG = "0.0.0.0", True
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["*"], "http://join.example"
    assert "is on" in said(checkup.doors, WRONG, "DEBUG")
    assert "any name" in said(checkup.doors, WRONG, "ALLOWED_HOSTS")
    assert "unencrypted" in said(checkup.doors, WRONG, "SITE_URL")
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert "nowhere" in said(checkup.doors, WRONG, "SITE_URL")
    settings.SITE_URL = "https://join.example"
    assert said(checkup.doors, WELL, "SITE_URL") == "https://join.example."


def test_who_is_told_the_metrics_is_said(settings):
    settings.DEMO, settings.METRICS_TOKEN = False, ""
    assert "let no proxy" in said(checkup.watchman, NOTE, "Metrics")
    settings.SITE_URL = "https://join.example"
    assert "set METRICS_TOKEN" in said(checkup.watchman, NOTE, "Metrics")
    settings.METRICS_TOKEN = "a token of more than thirty-two letters"
    assert "whoever has" in said(checkup.watchman, WELL, "Metrics")


def test_stale_translations_are_wrong(settings, tmp_path):
    folder = tmp_path / "locale" / "zh_Hant" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").touch()
    settings.OWN_APPS, settings.LOCALE_PATHS = [], [tmp_path / "locale"]
    assert "1 of 1 stale" in said(checkup.translations, WRONG, "Translations")
    (folder / "django.mo").touch()
    assert said(checkup.translations, WELL, "Translations") == "1 compiled."


def test_the_command_fails_if_and_only_if_something_is_wrong(db, monkeypatch):
    monkeypatch.setattr(checkup, "OTHERS", [])
    out = io.StringIO()
    call_command("doctor", stdout=out)
    assert out.getvalue().endswith("All is well.\n") and "note  Clockwork" in out.getvalue()
    monkeypatch.setattr(checkup, "ROOM", 10**12)
    monkeypatch.setattr(checkup, "OTHERS", [checkup.disk])
    with pytest.raises(SystemExit) as end:
        call_command("doctor", stdout=out)
    assert end.value.code == 1 and "wrong Disk" in out.getvalue()


def test_a_question_that_fails_keeps_no_other_from_being_asked(db, monkeypatch):
    def stars():
        raise ZeroDivisionError("no sky")

    monkeypatch.setattr(checkup, "NEED_DATABASE", [])
    monkeypatch.setattr(checkup, "OTHERS", [stars, checkup.disk])
    first, *others = checkup.examine()
    assert (first.verdict, first.subject) == (WRONG, "Stars") and "no sky" in first.words
    assert {one.subject for one in others} == {"Disk"}


def test_an_old_postgresql_is_wrong(db, settings, monkeypatch):
    settings.EMBEDDED = False
    assert "PostgreSQL 18." in said(checkup.database, WELL, "Database")
    monkeypatch.setattr(checkup, "OLDEST", 190000)
    assert "PostgreSQL 18: 19 is needed." in said(checkup.database, WRONG, "Database")
    assert checkup.OLDEST and not said(checkup.database, WELL, "Database")


def test_a_bare_production_clone_is_asked_everything(db, settings, tmp_path, monkeypatch):
    """No var/ yet, keys from the environment, not one of them in a file."""
    settings.VAR_DIR, settings.DEMO, settings.EMBEDDED = tmp_path / "absent" / "var", False, False
    assert "MB free" in said(checkup.disk, WELL, "Disk")
    assert "Keep a copy" in said(checkup.secrets, NOTE, "Secrets")
    others = [question for question in checkup.OTHERS if question != checkup.frame]
    monkeypatch.setattr(checkup, "OTHERS", others)  # `frame` would have the addresses read, without the demo's
    assert not [one.words for one in checkup.examine() if "could not be looked at" in one.words]


def test_another_identity_key_than_the_databases_is_wrong(db, settings):
    assert said(checkup.identity_key, WELL, "IDENTITY_KEY")
    settings.IDENTITY_KEY = "another" * 8
    assert "begun under" in said(checkup.identity_key, WRONG, "IDENTITY_KEY")
    assert settings.IDENTITY_KEY not in said(checkup.identity_key, WRONG, "IDENTITY_KEY")


def test_an_older_database_knows_its_key_by_what_somebody_proved(db, settings, mei):
    keys.Key.objects.all().delete()
    right, settings.IDENTITY_KEY = settings.IDENTITY_KEY, "another" * 8
    keys.note(apps.get_app_config("civic"))
    assert keys.noted() is None and said(checkup.identity_key, WRONG, "IDENTITY_KEY")
    settings.IDENTITY_KEY = right
    keys.note(apps.get_app_config("civic"))
    assert keys.noted() and said(checkup.identity_key, WELL, "IDENTITY_KEY")


def test_what_waits_too_long_is_wrong_and_what_was_given_up_is_told(db):
    now = timezone.now()
    late, early = now - timedelta(seconds=61), now - timedelta(seconds=30)
    code = {"channel": "mail", "expires_at": now + timedelta(minutes=9), "due_at": now}
    Urgent.objects.create(at=early, **code)
    assert not said(checkup.waiting, WRONG, "Outbox")
    Urgent.objects.create(at=late, **code)
    assert "2 of kind 'mail' wait" in said(checkup.waiting, WRONG, "Outbox")
    Urgent.objects.update(abandoned_at=now)
    assert "2 of kind 'mail' given up" in said(checkup.waiting, NOTE, "Outbox")

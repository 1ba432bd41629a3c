"""Reading the environment: defaults, sense, and one sentence for nonsense."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from civic import env


@pytest.fixture
def given(monkeypatch):
    """`given(NAME="value")` sets the environment for one test."""

    def give(**values):
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return give


@pytest.mark.parametrize(
    "word, meant", [("1", True), ("ON", True), (" yes ", True), ("0", False), ("False", False), ("off", False)]
)
def test_a_flag_is_said_in_many_words(given, word, meant):
    given(WISH=word)
    assert env.flag("WISH", not meant) is meant


@pytest.mark.parametrize("default", [True, False])
def test_an_empty_setting_is_no_setting(given, default):
    given(WISH="  ")
    assert env.flag("WISH", default) is default
    assert env.text("WISH", "tea") == "tea"
    assert env.number("WISH", 7) == 7


def test_folders_are_as_many_as_there_must_be_each_another(given, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    assert env.folders("WISH", one, two) == [one, two]
    given(WISH=f" {two} , {one}")
    assert env.folders("WISH", one, two) == [two, one]
    for wrong in (str(one), f"{one},{one}", f"{one},{two},{tmp_path}"):
        given(WISH=wrong)
        with pytest.raises(env.Misconfigured, match="2 different folders"):
            env.folders("WISH", one, two)


@pytest.mark.parametrize(
    "read, value, words",
    [
        (lambda: env.flag("WISH"), "perhaps", "'perhaps'"),
        (lambda: env.number("WISH", 1), "many", "whole number"),
        (lambda: env.number("WISH", 1, least=1), "0", "at least 1"),
        (lambda: env.number("WISH", 1, most=65535), "65536", "at most 65535"),
        (lambda: env.text("WISH", "tea", among=("tea", "milk")), "mud", "tea, milk"),
        (lambda: env.secret("WISH"), "short", "at least 32"),
        (lambda: env.secret("WISH"), "", "WISH_FILE"),
    ],
)
def test_nonsense_ends_the_start_in_one_sentence(given, read, value, words):
    given(WISH=value)
    with pytest.raises(env.Misconfigured) as refused:
        read()
    sentence = str(refused.value)
    assert words in sentence and sentence.startswith("WISH") and sentence.endswith(".") and "\n" not in sentence


def test_a_refused_setting_shows_no_traceback(given):
    given(DEBUG="perhaps")
    start = subprocess.run([sys.executable, "manage.py", "check"], capture_output=True, text=True)
    assert start.returncode == 1
    assert start.stderr.strip() == "DEBUG is 'perhaps': it must be on or off (or 1/0, true/false, yes/no)."


def test_the_ends_of_a_range_are_allowed(given):
    for value in ("1", "65535"):
        given(WISH=value)
        assert env.number("WISH", 5, least=1, most=65535) == int(value)


def test_a_secret_may_come_from_a_file(given, tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("k" * 40 + "\n")
    given(WISH_FILE=str(kept))
    assert env.secret("WISH") == "k" * 40
    given(WISH="w" * 40)
    with pytest.raises(env.Misconfigured, match="Both WISH and WISH_FILE"):
        env.secret("WISH")


def test_a_missing_file_is_named(given, tmp_path):
    given(WISH_FILE=str(tmp_path / "absent"))
    with pytest.raises(env.Misconfigured, match="WISH_FILE cannot be read from .*absent: No such file"):
        env.secret("WISH")


def test_a_secret_is_made_once_for_its_owner_only(tmp_path):
    made = tmp_path / "secrets" / "wish"
    with ThreadPoolExecutor(8) as pool:
        said = set(pool.map(lambda _: env.secret("WISH", made), range(16)))
    assert len(said) == 1 and len(said.pop()) >= 32
    assert stat.S_IMODE(made.stat().st_mode) == 0o600 and stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert os.listdir(made.parent) == ["wish"]


def test_a_secret_that_cannot_be_kept_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(env.Misconfigured, match="WISH is not set and none can be kept"):
        env.secret("WISH", tmp_path / "file" / "wish")


def test_several_secrets_are_given_newest_first(given, tmp_path):
    given(WISH=f"{'n' * 40}, {'o' * 40}")
    assert env.several("WISH", tmp_path / "wish") == ["n" * 40, "o" * 40]
    given(WISH="")
    assert env.several("WISH", tmp_path / "wish") == [(tmp_path / "wish").read_text()]


@pytest.mark.parametrize("value", [f"{'n' * 40},short", f"{'n' * 40} {'n' * 40}"])
def test_several_secrets_are_each_long_and_differ(given, tmp_path, value):
    given(WISH=value)
    with pytest.raises(env.Misconfigured, match="different secrets"):
        env.several("WISH", tmp_path / "wish")


def test_a_database_url_says_everything():
    assert env.database("postgres://me:p%40ss@db.example:5433/city?sslmode=require") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "city",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"connect_timeout": "10", "sslmode": "require"},
    }
    assert env.database("postgresql:///city?host=/run/postgresql")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize("url", ["mysql://me@db/city", "postgres://db", "postgres://db:many/city", "sqlite.db"])
def test_another_database_is_refused(url):
    with pytest.raises(env.Misconfigured, match="DATABASE_URL"):
        env.database(url)


BACKENDS = "files.Backend", "smtp.Backend"


def test_letters_go_where_the_url_says(tmp_path):
    assert env.email("", tmp_path, *BACKENDS)["EMAIL_FILE_PATH"] == str(tmp_path)
    assert env.email("console:", tmp_path, *BACKENDS)["EMAIL_BACKEND"].endswith("console.EmailBackend")
    sent = env.email("smtp+tls://me:p%40ss@mail.example", tmp_path, *BACKENDS)
    assert (sent["EMAIL_HOST"], sent["EMAIL_PORT"], sent["EMAIL_HOST_PASSWORD"]) == ("mail.example", 587, "p@ss")
    assert (sent["EMAIL_USE_TLS"], sent["EMAIL_USE_SSL"]) == (True, False)
    assert sent["EMAIL_BACKEND"] == "smtp.Backend"
    assert env.email("smtps://mail.example:4650", tmp_path, *BACKENDS)["EMAIL_PORT"] == 4650


@pytest.mark.parametrize("url", ["ftp://mail.example", "smtp://", "smtp://mail:often"])
def test_another_post_is_refused(url, tmp_path):
    with pytest.raises(env.Misconfigured, match="EMAIL_URL"):
        env.email(url, tmp_path, *BACKENDS)

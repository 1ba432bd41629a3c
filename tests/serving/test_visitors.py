"""Whose address a question has, and whether a page of ours sent it: proxies are believed as far as they were named."""

import logging

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from civic.serving import visitors

PEER = "127.0.0.1"


@pytest.mark.parametrize(
    ("trusted", "forwarded", "whose"),
    [
        (0, "", PEER),
        (0, "203.0.113.9", PEER),
        (1, "", PEER),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", PEER),
        (1, "203.0.113.9:5678", "203.0.113.9"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "[2001:db8::1]", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "unknown", PEER),
        (1, "_hidden", PEER),
        (1, "203.0.113.9,", PEER),
        (1, "[", PEER),
    ],
)
def test_whose_question_it_is(trusted, forwarded, whose):
    assert visitors.address(PEER, forwarded, trusted) == whose


def test_an_ipv4_address_is_one_at_a_line_that_speaks_ipv6_as_well():
    """Counted as IPv6, all of them would be one household."""
    assert visitors.known({"client": ("::ffff:203.0.113.9", 5), "headers": []})["client"] == ("203.0.113.9", 5)
    environ = {"REMOTE_ADDR": "::ffff:203.0.113.9"}
    assert visitors.knowing(lambda told, start: told["REMOTE_ADDR"])(environ, None) == "203.0.113.9"


def test_both_ways_into_django_know_the_same_address(settings):
    settings.TRUSTED_PROXIES = 1
    scope = {"client": (PEER, 5), "headers": [(b"x-forwarded-for", b"203.0.113.9")]}
    assert visitors.known(scope)["client"] == ("203.0.113.9", 5)
    assert visitors.known({"client": None, "headers": scope["headers"]})["client"][0] == "203.0.113.9"
    environ = {"REMOTE_ADDR": PEER, "HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    assert visitors.knowing(lambda told, start: told["REMOTE_ADDR"])(environ, None) == "203.0.113.9"


def test_what_is_not_believed_is_told_once(settings, caplog, monkeypatch):
    monkeypatch.setattr(visitors, "_told", [])
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            visitors.address(PEER, "203.0.113.9", 0)
    assert len(caplog.records) == 1 and "203.0.113.9" not in caplog.text


@pytest.mark.parametrize("said", ["unknown", "[2001:db8::1]", "203.0.113.9"])
def test_a_header_from_loopback_moves_nobody_and_shuts_nobody_out(client, mei, said):
    cache.clear()
    answer = client.post("/accounts/login/", {"login": mei.email, "password": "x"}, headers={"X-Forwarded-For": said})
    assert answer.status_code == 200


def test_letters_lead_to_the_sites_own_address_whatever_host_was_asked(mei, settings):
    for host in ("localhost:4444", "127.0.0.1:1"):
        cache.clear()
        Client().post("/accounts/signup/", {"nickname": "小美", "email": mei.email}, headers={"Host": host})
        Client().post("/accounts/login/code/", {"email": "nobody@example.test"}, headers={"Host": host})
    assert len(mail.outbox) == 4
    for letter in mail.outbox:
        assert settings.SITE_URL in letter.body and "4444" not in letter.body and ":1/" not in letter.body


def headers(**said):
    return [(name.encode(), value.encode()) for name, value in said.items()]


@pytest.mark.parametrize(
    ("said", "foreign"),
    [
        ({"host": "127.0.0.1:8000"}, None),
        ({"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}, None),
        ({"host": "localhost", "origin": "http://localhost"}, None),
        ({"host": "elsewhere.example"}, "host"),
        ({}, "host"),
        ({"host": "127.0.0.1@elsewhere.example"}, "host"),
        ({"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8001"}, "origin"),
        ({"host": "127.0.0.1:8000", "origin": "http://elsewhere.example"}, "origin"),
        ({"host": "127.0.0.1:8000", "origin": "null"}, "origin"),
        ({"host": "127.0.0.1:8000", "origin": "http://["}, "origin"),
    ],
)
def test_what_is_foreign_about_a_question(said, foreign):
    assert visitors.stranger(headers(**said)) == foreign


def test_two_hosts_are_one_too_many():
    assert visitors.stranger(2 * headers(host="localhost")) == "host"


def test_the_site_itself_is_no_stranger_behind_a_proxy(settings):
    settings.SITE_URL = "https://city.example"
    settings.ALLOWED_HOSTS = ["city.example", "127.0.0.1"]
    assert visitors.stranger(headers(host="127.0.0.1", origin="https://city.example")) is None


def test_a_browser_that_asks_by_address_is_led_to_the_name_and_machines_are_not(settings):
    settings.SITE_URL = "http://localhost:8000"
    scope = {"method": "GET", "path": "/proposals/七/", "query_string": b"page=2"}

    def led(host="127.0.0.1:8000", mode="navigate", **more):
        told = [(b"host", host.encode()), (b"sec-fetch-mode", mode.encode())]
        return visitors.way_home(scope | {"headers": told} | more)

    assert led() == "http://localhost:8000/proposals/%E4%B8%83/?page=2"
    assert not (led(host="localhost:8000") or led(host="127.0.0.1:9000") or led(mode="cors") or led(method="POST"))
    assert visitors.way_home(scope | {"headers": [(b"host", b"127.0.0.1:8000")]}) is None
    settings.SITE_URL = "https://city.example"
    assert led() is None

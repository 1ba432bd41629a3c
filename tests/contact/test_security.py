"""Whoever finds a hole finds whom to tell; and what browsers are told to keep from others."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_security_txt_says_whom_to_tell_and_until_when(client, settings):
    settings.SITE_URL = "https://city.example"
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    said = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert said["Canonical"] == "https://city.example/.well-known/security.txt"
    assert client.get(said["Contact"].removeprefix("https://city.example")).status_code == 200
    until = datetime.fromisoformat(said["Expires"]) - timezone.now()
    assert timedelta(days=90) < until < timedelta(days=365), "RFC 9116: less than a year"


def test_no_page_asks_for_camera_or_place(client):
    for path in ("/", "/accounts/login/", "/admin/"):
        assert "camera=()" in client.get(path).headers["Permissions-Policy"]

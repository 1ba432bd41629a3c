"""Reports of browsers about the content policy: few, counted, and nothing in them that anybody wrote."""

import json

import pytest
from django.urls import reverse

from civic.security import violations
from civic.security.models import Violation
from tests.people import NOON

pytestmark = pytest.mark.django_db


def said(**told):
    usual = {
        "document-uri": "http://localhost:8000/proposals/7/?token=secret",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/x.js?stolen=cookie",
        "script-sample": "alert(1)",
    }
    return json.dumps({"csp-report": usual | told}).encode()


def send(client, body):
    return client.post(reverse("csp_report"), body, content_type="application/csp-report")


@pytest.fixture(autouse=True)
def here(settings):
    settings.SITE_URL = "http://localhost:8000"


def test_every_page_says_where_reports_go(client):
    for path in ("/", "/accounts/login/"):
        assert f"report-uri {reverse('csp_report')}" in client.get(path)["Content-Security-Policy"]


def test_reports_of_the_same_add_up_and_hold_no_words(client):
    for _time in range(3):
        answer = send(client, said())
        assert answer.status_code == 204 and not answer.content and not answer.cookies
    row = Violation.objects.get()
    assert (row.directive, row.source) == ("script-src-elem", "evil.example")
    assert (row.page, row.count) == ("proposals:detail", 3)
    assert not any(word in str(vars(row)) for word in ("secret", "stolen", "alert"))


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"null", b'{"csp-report": 3}', b'{"csp-report": {}}', b"[" * 5000, b"\xff\xfe", b"x" * 20_000,
    said(**{"effective-directive": "<script>"}), said(**{"blocked-uri": "https://a b/"}),
    said(**{"blocked-uri": f"https://{'a' * 500}/"}), said(**{"blocked-uri": "javascript:alert(1)"}),
    said(**{"blocked-uri": ["https://x"]}), said(**{"document-uri": "https://elsewhere.example/proposals/7/"}),
    said(**{"document-uri": "http://localhost:8000/nowhere//x"}), said(**{"document-uri": "http://[::1"}),
], ids=range(17))  # fmt: skip
def test_what_makes_no_sense_leaves_nothing(client, body):
    assert send(client, body).status_code == 204
    assert not Violation.objects.exists()


@pytest.mark.parametrize(("blocked", "kept"), [("inline", "inline"), ("eval", "eval"), ("data:text/html,x", "data"),
                                               ("wss://live.example:8443/x", "live.example:8443")])  # fmt: skip
def test_whence_it_came_is_a_host_or_a_word(blocked, kept):
    assert violations.read(said(**{"blocked-uri": blocked}))[1] == kept


def test_a_flood_stays_small_and_what_is_known_goes_on_counting(client, monkeypatch):
    monkeypatch.setattr(violations, "MOST", 5)
    for number in range(20):
        send(client, said(**{"blocked-uri": f"https://h{number}.example/"}))
    send(client, said(**{"blocked-uri": "https://h0.example/"}))
    assert Violation.objects.count() == 5 and Violation.objects.get(source="h0.example").count == 2


def test_the_clock_drops_what_is_reported_no_more():
    violations.note("img-src", "a.example", "home", now=NOON)
    assert violations.forget(NOON + violations.KEPT) == 0
    assert violations.forget(NOON + violations.KEPT * 2) == 1


def test_a_form_is_no_report(client):
    for form in ({"content_type": "application/x-www-form-urlencoded", "data": said()}, {"data": {"csp-report": "x"}}):
        assert client.post(reverse("csp_report"), **form).status_code == 204
    assert not Violation.objects.exists()


def test_nobody_has_to_be_signed_in_and_nothing_is_read(client):
    assert client.get(reverse("csp_report")).status_code == 405

"""The link checker: what it finds, whom it never asks, and how little it does in a round."""

import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from wagtail.models import Page

from cms import knocking, links
from cms.models import BrokenLink, OutcomeIndexPage, PageLooked
from tests.cms.conftest import outcome
from tests.pages import html

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_demo(settings):
    """The demo asks nobody outside."""
    settings.DEMO = False


@pytest.fixture
def elsewhere(monkeypatch):
    """A site on this machine, which tests alone may ask; (its address, the paths it was asked for)."""
    asked = []

    class Site(BaseHTTPRequestHandler):
        def do_HEAD(self):
            asked.append(self.path)
            self.send_response({"/gone": 404, "/broken": 500, "/moved": 301}.get(self.path, 200))
            self.send_header("Location", "http://10.0.0.1/")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(knocking, "is_public", lambda address: True)
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def found(now, **words):
    """What is found on a page with these words; all others have been looked at for long."""
    page = outcome()
    for name, text in words.items():
        setattr(page, name, text)
    page.save_revision().publish()
    others = Page.objects.exclude(pk=page.pk)
    PageLooked.objects.bulk_create(PageLooked(page=each, looked_at=now + 9 * links.AGAIN) for each in others)
    assert links.look(now) == 1
    return {(link.url, link.why) for link in BrokenLink.objects.filter(page=page)}


def test_what_answers_is_no_fault_and_what_does_not_is_one(now, elsewhere):
    site, asked = elsewhere
    text = "".join(f'<a href="{site}{path}">x</a>' for path in ("/", "/gone", "/broken", "/moved"))
    assert found(now, why=f"<p>{text}</p>") == {(f"{site}/gone", "gone"), (f"{site}/broken", "failing")}
    assert sorted(asked) == ["/", "/broken", "/gone", "/moved"], "a redirect is not followed"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://10.1.2.3/", "http://192.168.0.1/", "http://169.254.169.254/",
        "http://[::1]/", "http://0.0.0.0/", "http://2130706433/", "http://[::ffff:127.0.0.1]/", "http://224.0.0.1/",
    ],
)  # fmt: skip
def test_nothing_inside_is_ever_asked(monkeypatch, url):
    def connect(*args, **kwargs):
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(socket, "create_connection", connect)
    assert knocking.fault_of(url) in ("inside", "no_host", "unreadable")


def test_a_name_with_one_address_inside_is_not_asked(monkeypatch):
    rows = [(0, 0, 0, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)
    assert knocking.fault_of("http://example.org/") == "inside"


@pytest.mark.parametrize("url", ["ftp://example.org/", "http://", "http://x:99999/", "javascript:alert(1)"])
def test_what_is_no_address_is_not_asked(url):
    assert knocking.fault_of(url) == "unreadable"


def test_without_a_network_nothing_elsewhere_is_judged(now, monkeypatch):
    def look_up(*args, **kwargs):
        raise socket.gaierror(socket.EAI_AGAIN, "away")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    text = '<p><a href="https://example.org/">x</a><a href="/outcomes/none/">x</a></p>'
    assert found(now, why=text) == {("/outcomes/none/", "nowhere")}


def test_links_within_the_site_are_judged_by_the_database(now, collecting):
    other = outcome("other")
    other.unpublish()
    told = [
        f'<a linktype="page" id="{other.pk}">x</a>', '<a linktype="document" id="999999">x</a>',
        '<a href="/outcomes/rain/">x</a>', '<a href="/outcomes/none/">x</a>', '<a href="/proposals/">x</a>',
        f'<a href="/proposals/{collecting.pk}/">x</a>', '<a href="/proposals/999999/">x</a>',
        f'<a linktype="page" id="{OutcomeIndexPage.objects.first().pk}">x</a>',
    ]  # fmt: skip
    assert found(now, why=f"<p>{''.join(told)}</p>") == {
        (f"page {other.pk}", "no_page"), ("document 999999", "no_document"),
        ("/outcomes/none/", "nowhere"), ("/proposals/999999/", "nowhere"),
    }  # fmt: skip


def test_a_page_is_looked_at_once_a_day_and_a_mended_link_leaves_the_report(now):
    assert found(now, why='<p><a href="/outcomes/none/">x</a></p>')
    page = BrokenLink.objects.get().page.specific
    page.why = '<p><a href="/outcomes/">x</a></p>'
    page.save_revision().publish()
    assert links.look(now + links.AGAIN / 2) == 0 and BrokenLink.objects.exists()
    assert links.look(now + links.AGAIN + timedelta(seconds=1)) == 1
    assert not BrokenLink.objects.exists()


def test_the_report_names_page_link_and_fault(client, eve, now):
    found(now, why='<p><a href="/outcomes/none/">x</a></p>')
    client.force_login(eve)
    text = html(client.get("/cms/reports/links/"))
    assert "會喝水的分隔島" in text and "/outcomes/none/" in text and "網站上沒有這個網址" in text

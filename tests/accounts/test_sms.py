"""Text messages over a gateway that speaks HTTP: a real one on this machine."""

import base64
import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from civic import checkup
from civic.accounts import sms
from civic.checkup import WELL, WRONG
from civic.outbox.retries import HungUp, Refused, is_final, is_nobodys_fault


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self):  # the name is the library's
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, parse_qs(form), self.headers))
        if self.server.drips:
            return self._drip(self.server.drips)
        status, body = self.server.answer
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body.encode())

    def _drip(self, begun):
        with contextlib.suppress(OSError):
            self.wfile.write(begun.encode())
            while not self.server.is_closing.wait(0.02):
                self.wfile.write(b" ")

    def log_message(self, *words):
        """Nothing: tests are quiet."""


@pytest.fixture
def gateway(settings):
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answer) as server:
        server.asked, server.answer, server.drips = [], (200, "statuscode=1"), ""
        server.is_closing = threading.Event()
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.SMS_URL = f"http://city:p%40ss@127.0.0.1:{server.server_port}/send?charset=UTF8"
        settings.SMS_FIELDS = "dstaddr={local}&smbody={text}&username=city&to={phone}&digits={digits}"
        settings.SMS_SUCCESS = r"statuscode=[0-4]\b"
        yield server
        server.is_closing.set()
        server.shutdown()


def send():
    sms.over_http("+886912345678", "{phone} 123456 是您的驗證碼 & 10% = ok")


def test_the_gateway_gets_address_fields_and_account(gateway):
    send()
    [(path, form, headers)] = gateway.asked
    assert path == "/send?charset=UTF8"
    assert form == {
        "dstaddr": ["0912345678"],
        "smbody": ["{phone} 123456 是您的驗證碼 & 10% = ok"],
        "username": ["city"],
        "to": ["+886912345678"],
        "digits": ["886912345678"],
    }
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode() == "city:p@ss"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((400, "bad number"), Refused),
        ((403, "no"), Refused),
        ((429, "slowly"), HungUp),
        ((500, "oops"), HungUp),
        ((503, "statuscode=1"), HungUp),
        ((200, "statuscode=9"), sms.Unclear),
        ((200, ""), sms.Unclear),
        ((302, "statuscode=1"), sms.Unclear),
    ],
)
def test_what_the_gateway_answers_has_its_consequence(gateway, answer, kind):
    gateway.answer = answer
    with pytest.raises(kind) as error:
        send()
    assert is_final(error.value) is (kind is Refused)
    assert is_nobodys_fault(error.value) is (kind is HungUp)
    assert len(gateway.asked) == 1, "nobody is sent on elsewhere"
    assert "912345678" not in str(error.value)


def test_a_gateway_without_a_sign_of_success_is_believed_by_its_status(gateway, settings):
    settings.SMS_SUCCESS, gateway.answer = "", (201, "{}")
    send()


@pytest.mark.parametrize("begun", ["HTTP/1.1 20", "HTTP/1.1 200 OK\r\nX-Slow:", "HTTP/1.1 200 OK\r\n\r\nplease wait"])
def test_a_gateway_that_says_a_byte_now_and_then_is_away_whatever_its_steps(gateway, monkeypatch, begun):
    monkeypatch.setattr(sms, "PATIENCE", 120)
    monkeypatch.setattr(sms, "LIMIT", 0.5)
    gateway.drips = begun
    with pytest.raises((HungUp, TimeoutError)) as error:
        send()
    assert is_nobodys_fault(error.value) and not is_final(error.value)


def test_what_it_took_is_taken_though_its_answer_does_not_end(gateway, monkeypatch):
    """Nobody gets the same message again and again."""
    monkeypatch.setattr(sms, "LIMIT", 2)
    gateway.drips = "HTTP/1.1 200 OK\r\n\r\nstatuscode=1\r\n"
    send()


def test_a_gateway_that_is_away_is_nobodys_fault(settings):
    settings.SMS_URL, settings.SMS_FIELDS = "http://127.0.0.1:1/", "a={phone}&b={text}"
    with pytest.raises(OSError) as error:
        send()
    assert is_nobodys_fault(error.value)


@pytest.mark.parametrize(
    ("url", "fields", "verdict", "words"),
    [
        ("https://sms.example/send", "to={local}&text={text}", WELL, "leave through sms.example"),
        ("http://sms.example/send", "to={local}&text={text}", WRONG, "must be https"),
        ("https://sms.example/send", "to={local}", WRONG, "{text}"),
        ("https://sms.example/send", "text={text}", WRONG, "{phone}"),
        ("", "", WRONG, "must be https"),
    ],
)
def test_doctor_looks_at_what_is_set(settings, url, fields, verdict, words):
    settings.SMS_SENDER, settings.SMS_URL, settings.SMS_FIELDS = "civic.accounts.sms.over_http", url, fields
    [observation] = checkup.text_messages()
    assert observation.verdict == verdict and words in observation.words

"""The log says when, how bad and for which request; and nothing about anybody."""

import io
import logging
import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from civic.serving.journal import Formatter, RequestIdMiddleware

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d (\w+) (\S+) (\S+): (.*)", re.S)


@pytest.fixture
def written():
    """What the root's handler would write, while the test runs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def parts(written):
    return LINE.fullmatch(written.getvalue().rstrip("\n")).groups()


def asked(respond, **headers):
    return RequestIdMiddleware(respond)(RequestFactory().get("/", headers=headers))


def test_a_line_has_time_level_request_and_name(written):
    def page(request):
        logging.getLogger("civic.somewhere").warning("so %s", "be it")
        page.id = request.id
        return HttpResponse()

    asked(page)
    assert parts(written) == ("WARNING", page.id, "civic.somewhere", "so be it")


def test_nobody_writes_a_line_of_their_own(written):
    logging.getLogger("civic.somewhere").warning("it says %s", "x\n2026-03-02 ERROR all is lost\r\x1b[31m\u2028")
    assert written.getvalue().endswith("it says x\n    2026-03-02 ERROR all is lost\\r\\x1b[31m\\u2028\n")


def test_outside_a_request_there_is_no_id(written):
    asked(lambda request: HttpResponse())
    logging.getLogger("civic.somewhere").error("so be it")
    assert parts(written)[1] == "-"


def test_a_fault_carries_the_id_that_is_in_the_log_and_a_page_does_not():
    assert asked(lambda request: HttpResponse(request.id, status=500)).headers["X-Request-ID"]
    assert "X-Request-ID" not in asked(lambda request: HttpResponse()).headers


@pytest.mark.parametrize(
    ("proxies", "sent", "is_believed"),
    [(0, "from-a-visitor", False), (1, "from-our-proxy", True), (1, "a b\nc" * 3, False), (1, "x" * 65, False)],
)
def test_only_a_proxy_of_ours_names_a_request(settings, proxies, sent, is_believed):
    settings.TRUSTED_PROXIES = proxies
    answer = asked(lambda request: HttpResponse(request.id), **{"X-Request-ID": sent})
    assert (answer.content.decode() == sent) is is_believed


def test_what_django_says_of_a_page_has_its_id(client, written, db, settings):
    client.get("/proposals/123456789/")
    said = [line for line in written.getvalue().splitlines() if "Not Found" in line]
    assert len(said) == 1 and LINE.fullmatch(said[0])[2] != "-"


@pytest.mark.parametrize(
    "personal",
    ["o'mei@example.test", "mei+x@sub.example.tw", "0912345678", "0912-345-678", "+886 912 345 678", "A123456789"],
)
def test_nobodys_data_are_in_it_not_even_in_a_traceback(written, personal):
    try:
        raise ValueError(f"Key (email)=({personal}) already exists.")
    except ValueError:
        logging.getLogger("x").exception("No luck with %s", personal)
    text = written.getvalue()
    assert personal not in text and personal.split("@")[0] not in text
    assert "Traceback" in text and text.count("‹") == 2


def test_rows_that_postgresql_quotes_are_left_out(written):
    logging.getLogger("x").error("violates check\nDETAIL:  Failing row contains (1, 王美玲, secret).")
    text = written.getvalue()
    assert "violates check\n    (details left out)" in text and "王美玲" not in text and "secret" not in text


def test_a_row_of_many_lines_is_left_out_whole_and_what_follows_the_error_is_not(written):
    said = "spoilt\nCONTEXT:  function spoil()\nCOPY paper, line 1: {7}\n\n樹\nDETAIL:  x\n\n蔭"
    try:
        try:
            raise ValueError(said)
        except ValueError as error:
            raise KeyError("afterwards") from error
    except KeyError:
        logging.getLogger("x").exception("no luck")
    text = written.getvalue()
    assert "spoilt\n(details left out)\n\nThe above exception" in text and "afterwards" in text
    assert not any(each in text for each in ("{7}", "樹", "蔭", "spoil()"))


@pytest.mark.parametrize("harmless", ["proposal:42", "2026-03-02 04:00", "127.0.0.1:8000", "line 1234567890", "3.14"])
def test_what_is_nobodys_stays(written, harmless):
    logging.getLogger("x").error(harmless)
    assert harmless in written.getvalue()


def test_no_logger_has_a_handler_of_its_own():
    assert settings.LOGGING["handlers"].keys() == {"console"}
    others = [name for name in logging.root.manager.loggerDict if getattr(logging.getLogger(name), "handlers", None)]
    assert not [name for name in others if name.startswith(("django", "uvicorn", "civic", "proposals", "cms"))]

"""Calm in the log hides no fault: only repeated tracebacks of a database that is away are left out."""

import io
import logging

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.log import log_response

from civic.serving import calm
from civic.serving.shelf import PLAIN


@pytest.fixture
def log():
    """A logger behind the filter, and what it has written."""
    written = io.StringIO()
    logger, handler = logging.Logger("a log"), logging.StreamHandler(written)
    handler.addFilter(calm.Calm())
    logger.addHandler(handler)
    return logger, written


@pytest.fixture
def strict_hosts(settings):
    settings.ALLOWED_HOSTS = ["city.example"]


def fault(logger, error, path="/"):
    try:
        raise error
    except Exception:
        logger.error("Internal Server Error: %s", path, exc_info=True)


def test_every_other_fault_has_its_traceback_however_like_another_it_is(log):
    logger, written = log
    fault(logger, KeyError("a"), "/proposals/12/")
    fault(logger, KeyError("b"), "/desk/agency/25/publication/")
    fault(logger, KeyError("a"), "/proposals/12/")
    assert written.getvalue().count("Traceback") == 3


@pytest.mark.parametrize("away", [OperationalError, InterfaceError, psycopg.OperationalError])
def test_a_database_that_is_away_has_one_traceback_a_second_and_every_line(log, monkeypatch, away):
    logger, written = log
    now = [100.0]
    monkeypatch.setattr(calm.time, "monotonic", lambda: now[0])
    for number in range(5):
        fault(logger, away("gone"), f"/proposals/{number}/")
    assert written.getvalue().count("Traceback") == 1
    assert written.getvalue().count("Internal Server Error: /proposals/") == 5
    now[0] += calm.PAUSE
    fault(logger, away("gone"))
    assert written.getvalue().count("Traceback") == 2
    assert "Internal Server Error: / (and 4 more without their tracebacks)" in written.getvalue()


@pytest.mark.parametrize(("status", "told"), [(403, 1), (404, 2), (500, 2)])
def test_what_a_plain_question_was_refused_is_told_of_its_asker_alone(log, status, told):
    logger, written = log
    for more in ({PLAIN: True}, {}):
        request = RequestFactory().get("/demo/", **more)
        log_response("%s", request.path, request=request, response=HttpResponse(status=status), logger=logger)
    assert written.getvalue().count("/demo/") == told


def test_a_line_without_an_error_passes(log):
    logger, written = log
    for _ in range(3):
        logger.error("so")
    logger.error("no error under way", exc_info=True)
    assert written.getvalue().count("so\n") == 3 and "no error under way" in written.getvalue()


@pytest.mark.usefixtures("strict_hosts")
def test_a_stranger_who_looks_for_holes_has_one_warning_a_minute_and_no_traceback(monkeypatch):
    written, now = io.StringIO(), [100.0]
    monkeypatch.setattr(calm.time, "monotonic", lambda: now[0])
    handler = logging.StreamHandler(written)
    handler.addFilter(calm.Calm())
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logging.getLogger().addHandler(handler)
    try:
        for number in range(50):
            assert Client().get("/", HTTP_HOST=f"{'x' * 5000}{number}.example").status_code == 400
        now[0] += calm.QUIET
        Client().get("/", HTTP_HOST="elsewhere.example")
    finally:
        logging.getLogger().removeHandler(handler)
    first, second = written.getvalue().splitlines()
    assert first.startswith("WARNING Invalid HTTP_HOST header: 'xxx") and len(first) < 350
    assert "'elsewhere.example'" in second and second.endswith("(and 49 more)")

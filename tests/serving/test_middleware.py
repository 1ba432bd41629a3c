"""Faults: 503 while the database is away, 500 for our own; and a log that stays readable."""

import logging

import pytest
from django.db import IntegrityError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from civic.serving.calm import Calm


def _away(request):
    raise OperationalError("connection refused")


def _wrong(request):
    raise IntegrityError("this is our own fault")


urlpatterns = [path("away/", _away), path("wrong/", _wrong), path("", lambda request: HttpResponse())]
handler500 = "civic.serving.middleware.failed"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "title"), [("/away/", 503, "請稍等一下"), ("/wrong/", 500, "系統發生錯誤")]
)
def test_a_fault_says_whose_it_is(address, status, title):
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == status
    assert title in answer.content.decode()
    assert answer.get("Retry-After") == ("2" if status == 503 else None)


def test_the_site_answers_faults_in_this_way():
    from civic import urls

    assert urls.handler500 == handler500


@pytest.fixture
def log(monkeypatch):
    """A calm logger; `log.now` is its clock, `log.lines` what came through."""
    logger = logging.Logger("calm")
    logger.lines, logger.now = [], 100.0
    handler = logging.Handler()
    handler.emit = lambda record: logger.lines.append(record.getMessage())
    handler.addFilter(Calm())
    logger.addHandler(handler)
    monkeypatch.setattr("civic.serving.calm.time.monotonic", lambda: logger.now)
    return logger


def fail(log, error):
    try:
        raise error
    except type(error):
        log.exception("failed: %s", error)


def test_one_traceback_a_second_of_each_kind(log):
    for _ in range(5):
        fail(log, OSError("away"))
    fail(log, ValueError("odd"))
    assert log.lines == ["failed: away", "failed: odd"]
    log.now += 1
    fail(log, OSError("still away"))
    assert log.lines[2:] == ["failed: still away (and 4 more like it)"]


def test_words_without_a_traceback_all_come_through(log):
    for _ in range(3):
        log.warning("said")
    assert log.lines == ["said"] * 3

"""Faults: 503 while the database is away, 500 for our own; and a log that stays readable."""


import pytest
from django.db import IntegrityError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from tests.people import prove


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


@pytest.mark.parametrize(("prefix", "title"), [("", "送來的資料無法讀取"), ("/en", "That could not be read")])
@pytest.mark.parametrize(
    ("method", "path"), [("get", "/proposals/"), ("get", "/nowhere/"), ("post", "/proposals/new/")]
)
def test_more_fields_than_anybody_fills_in_are_told_so(db, prefix, title, method, path):
    fields = {f"field{number}": "x" for number in range(1001)}
    answer = getattr(Client(), method)(prefix + path, fields)
    assert answer.status_code == 400
    assert title in answer.content.decode()


def test_an_address_that_no_text_has_leads_nowhere(client, mei, db):
    client.force_login(mei)
    assert client.get("/media/%00/%00").status_code == client.post("/media/%00/a").status_code == 404


@pytest.mark.parametrize(("prefix", "title"), [("", "送出的內容太大了"), ("/en", "That is too large")])
def test_a_text_longer_than_anybody_reads_is_called_too_large(mei, prefix, title):
    client = Client()
    client.force_login(mei)
    answer = client.post(f"{prefix}/proposals/new/", {"title": "x", "body": "x" * (2 * 2**20)})
    assert answer.status_code == 413
    assert title in answer.content.decode() and "2 MB" in answer.content.decode()


def test_the_site_answers_faults_in_this_way():
    from civic import urls

    assert urls.handler500 == handler500
    assert urls.handler400 == "civic.serving.middleware.confused"


def test_what_is_made_for_somebody_is_kept_by_nobody(client, mei):
    """Not a list of pages: whatever comes back to a session, by default."""
    addresses = ["/", "/proposals/", "/proposals/new/", "/mine/", "/budgets/count/", "/accounts/email/", "/nowhere/"]
    for address in addresses:
        stranger = client.get(address)
        assert "no-store" not in stranger.get("Cache-Control", "") or stranger.status_code != 200
    client.force_login(mei)
    for address in addresses:
        control = client.get(address)["Cache-Control"]
        assert "no-store" in control and "private" in control and "public" not in control, address
    assert "public" in client.get("/proposals/status.json")["Cache-Control"], "the same for everybody"


def test_a_page_that_begins_a_session_is_nobody_elses(client, mei):
    answer = client.post("/accounts/login/code/", {"email": mei.email})
    assert "sessionid" in answer.cookies and "no-store" in answer["Cache-Control"]


def test_signing_out_clears_what_the_browser_kept_but_no_cookies(client, mei, ada):
    for person, door in ((mei, "/accounts/logout/"), (ada, "/admin/logout/"), (ada, "/cms/logout/")):
        client.force_login(person)
        assert "Clear-Site-Data" not in client.get("/mine/").headers
        assert client.post(door)["Clear-Site-Data"] == '"cache", "storage"', door
        assert "no-store" in client.get("/")["Cache-Control"], "the farewell is for one person"


def test_leaving_for_good_clears_too(client, mei):
    client.force_login(mei)
    prove(client)
    assert client.post("/mine/erasure/", {"email": mei.email})["Clear-Site-Data"] == '"cache", "storage"'

"""A sign-in that ended costs nobody what they had filled in: after the next one, all of it is in a form again."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import resolve

from civic.accounts import actions, limits, typed
from civic.accounts.models import Kept
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
TEXTS = {"title": "在路口種樹", "body": "夏天 <b>沒有</b> 樹蔭。", "benefits": ""}
DRAFT = TEXTS | {"theme": "transport", "district": "64000020"}


def send_signed_out(client, address, data):
    """Where the page leads that answers a form without a sign-in."""
    answer = client.post(address, data)
    assert answer.status_code == 403
    *_others, following = re.findall(r'/accounts/login/\?next=([^"]+)', answer.content.decode())  # the button's
    return html.unescape(following), answer


def inputs(page):
    """{name: value} of the form on a page that sends everything again."""
    form = re.search(r"<form method=\"post\" action=\"[^\"]+\" enctype.*?</form>", page, re.S)[0]
    hidden = re.findall(r"<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"", form)
    texts = re.findall(r"<textarea[^>]* name=\"([^\"]+)\"[^>]*>(.*?)</textarea>", form, re.S)
    return {name: html.unescape(text) for name, text in [*hidden, *texts] if name != "csrfmiddlewaretoken"}


def test_everything_filled_in_is_in_the_form_again_and_is_sent(client, mei):
    following, _answer = send_signed_out(client, "/proposals/new/", DRAFT)
    client.force_login(mei)
    page = client.get(following).content.decode()
    assert inputs(page) == DRAFT, "empty ones, too: a form may be read by them"
    assert not Proposal.objects.exists(), "nothing is written by looking"
    assert client.post("/proposals/new/", inputs(page)).status_code == 302
    (draft,) = Proposal.objects.all()
    assert (draft.title, draft.theme.code, draft.district.code) == ("在路口種樹", "transport", "64000020")


def test_a_file_is_named(client, mei):
    file = SimpleUploadedFile("照片.jpg", b"x")
    following, answer = send_signed_out(client, "/proposals/new/", DRAFT | {"evidence_file": file})
    assert "照片.jpg" in answer.content.decode()
    client.force_login(mei)
    assert "照片.jpg" in client.get(following).content.decode()


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/mine/profile/", {"nickname": "阿美", "language": "en"}),
        ("/proposals/1/endorsement/", {"county": "64000", "district": "64000020"}),
        ("/desk/agency/1/supporting/", {"supporting-supporting": ["1", "2"]}),
        ("/desk/agency/1/answer/", {"answer-finding-1": "adopted", "answer-agency-1": "transport"}),
        ("/desk/review/1/refusal/", {"refusal-grounds": ["R05", "R07"]}),
        ("/admin/proposals/terms/add/", {"source": "新規定", "threshold": "900"}),
        ("/cms/pages/add/cms/outcomepage/3/", {"title": "亮起來的步道", "year": "2026"}),
        ("/mine/erasure/", {"sure": "on"}),
    ],
)
def test_every_form_that_wants_a_sign_in_keeps_its_choices(client, mei, address, data):
    following, _answer = send_signed_out(client, address, data)
    client.force_login(mei)
    page = client.get(following).content.decode()
    assert f'action="{address}"' in page
    for name, texts in data.items():
        for text in [texts] if isinstance(texts, str) else texts:
            assert f'name="{name}"' in page and (f'value="{text}"' in page or f">{text}<" in page)


def test_a_form_in_which_nothing_was_filled_in_leads_to_the_sign_in(client):
    answer = client.post("/proposals/1/submission/", {"csrfmiddlewaretoken": "x"})
    assert answer.status_code == 302 and not Kept.objects.exists()


def test_only_the_page_knows_where_it_is_kept_and_for_an_hour(client, mei, now):
    following, _answer = send_signed_out(client, "/proposals/new/", DRAFT)
    token = following.split("/")[-2]
    (row,) = Kept.objects.all()
    assert token.encode() not in bytes(row.key)
    assert "/accounts/login/" in client.get(following)["Location"], "not for strangers"
    client.force_login(mei)
    assert client.get("/mine/kept/another/")["Location"] == "/mine/"
    assert typed.clear(row.until) == 1 and client.get(following)["Location"] == "/mine/"


def test_nobody_sends_with_a_click_what_somebody_else_wrote(client, mei):
    following, _answer = send_signed_out(Client(), "/mine/profile/", {"nickname": "騙子", "language": "en"})
    client.force_login(mei)
    assert client.get(following)["Location"] == "/mine/", "the link was kept in another browser"


def test_too_much_or_too_often_is_shown_and_not_kept(client, monkeypatch):
    monkeypatch.setattr(typed, "LARGEST", 10)
    following, answer = send_signed_out(client, "/proposals/new/", DRAFT)
    assert following == "/proposals/new/" and "在路口種樹" in answer.content.decode()
    monkeypatch.undo()
    few = limits.LIMITS["forms kept for a network"]
    monkeypatch.setitem(limits.LIMITS, "forms kept for a network", limits.Limit(1, few.span, few.sentence))
    assert send_signed_out(client, "/proposals/new/", DRAFT)[0] == "/proposals/new/"
    assert not Kept.objects.exists()


def test_a_form_that_nobody_may_keep_leads_to_the_sign_in_and_nothing_is_written(client, monkeypatch):
    for address in ("/proposals/new/", "/mine/profile/", "/admin/city/closure/add/"):
        view = resolve(address).func
        with monkeypatch.context() as marked:
            marked.setattr(getattr(view, "__func__", view), "keeps_nothing", True, raising=False)
            answer = client.post(address, DRAFT | {"nickname": "阿美"})
        assert answer.status_code == 302 and "/login/" in answer["Location"], address
        assert client.post(address, DRAFT | {"nickname": "阿美"}).status_code == 403, "void unless it would be kept"
    assert Kept.objects.count() == 3


# --- a key that ran out, a page that says no ------------------------------------------------------


@pytest.fixture
def browser(mei):
    """A client that is asked for the key of a form, signed in as mei, with one form open since before that."""
    browser = Client(enforce_csrf_checks=True)
    browser.get("/proposals/new/")
    browser.force_login(mei)
    return browser


def test_a_form_whose_key_ran_out_comes_back_whole_and_is_sent(browser):
    here = {"HTTP_ORIGIN": "http://testserver"}
    typed = DRAFT | {"once": "a-key", "csrfmiddlewaretoken": "x" * 64}
    page = browser.post("/proposals/new/", typed | {"evidence_file": SimpleUploadedFile("照片.jpg", b"x")}, **here)
    assert page.status_code == 403 and "照片.jpg" in page.content.decode()
    text = page.content.decode()
    assert inputs(text) == DRAFT | {"once": "a-key"}
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)[1]
    assert browser.post("/proposals/new/", inputs(text) | {"csrfmiddlewaretoken": token}, **here).status_code == 302
    (draft,) = Proposal.objects.all()
    assert (draft.title, draft.district.code) == ("在路口種樹", "64000020")


@pytest.mark.parametrize(
    "told",
    [{"HTTP_ORIGIN": "https://elsewhere.example"}, {"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_REFERER": "http://["}],
)
def test_what_another_site_sends_is_nothing_to_confirm(browser, told):
    page = browser.post("/proposals/new/", DRAFT, **told)
    assert page.status_code == 403 and "在路口種樹" not in page.content.decode()


def test_no_password_and_no_code_is_handed_back_or_kept(browser, client):
    here = {"HTTP_ORIGIN": "http://testserver"}
    page = browser.post("/accounts/login/", {"login": "mei@example.test", "password": "a-secret"}, **here)
    assert page.status_code == 403 and "a-secret" not in page.content.decode()
    client.post("/accounts/reauthenticate/", {"code": "123456", "password": "a-secret", "next": "/mine/"})
    assert not [row.fields for row in Kept.objects.all() if "123456" in row.fields or "a-secret" in row.fields]


def test_a_page_that_says_no_hands_the_words_back(client, mei):
    client.force_login(mei)
    for address, status in (("/proposals/999/withdrawal/", 404), ("/desk/review/1/refusal/", 403)):
        page = client.post(address, {"reason": "打了很久的話", "refusal-note": "打了很久的話"})
        assert page.status_code == status
        assert "打了很久的話</textarea>" in page.content.decode()


def test_a_database_that_is_away_costs_nobody_their_words(client, mei, monkeypatch):
    def away(*_args, **_more):
        raise OperationalError("the server closed the connection")

    client.force_login(mei)
    client.raise_request_exception = False
    monkeypatch.setattr(actions, "change_profile", away)
    page = client.post("/mine/profile/", {"nickname": "小美", "name": "王<b>美", "language": "en"})
    assert page.status_code == 503 and "王&lt;b&gt;美</textarea>" in page.content.decode()

"""A sign-in that ended costs nobody what they had filled in: after the next one, all of it is in a form again."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from civic.accounts import limits, typed
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
    assert inputs(page) == {name: text for name, text in DRAFT.items() if text}
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


def test_too_much_or_too_often_is_shown_and_not_kept(client, monkeypatch):
    monkeypatch.setattr(typed, "LARGEST", 10)
    following, answer = send_signed_out(client, "/proposals/new/", DRAFT)
    assert following == "/proposals/new/" and "在路口種樹" in answer.content.decode()
    monkeypatch.undo()
    few = limits.LIMITS["forms kept for a network"]
    monkeypatch.setitem(limits.LIMITS, "forms kept for a network", limits.Limit(1, few.span, few.sentence))
    assert send_signed_out(client, "/proposals/new/", DRAFT)[0] == "/proposals/new/"
    assert not Kept.objects.exists()

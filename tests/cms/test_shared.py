"""What is the same for every stranger is shared; what is not never is."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from civic.serving.bridge import Response
from civic.serving.shelf import is_for_everybody
from tests.cms.conftest import outcome

pytestmark = pytest.mark.django_db
PAGES = ["/", "/en/", "/outcomes/", "/en/outcomes/", "/outcomes/?year=2026", "/outcomes/rain/"]
PAGES += ["/how-it-works/", "/rules/", "/privacy/", "/accessibility/", "/contact/", "/terms/", "/en/privacy/"]


@pytest.fixture(autouse=True)
def rain():
    return outcome()


def is_shelved(answer):
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    return is_for_everybody(Response(answer.status_code, headers, answer.content))


@pytest.mark.parametrize("path", PAGES)
def test_a_strangers_page_is_public_has_an_etag_and_is_shelved(client, path):
    answer = client.get(path)
    assert set(answer.headers["Cache-Control"].split(", ")) == {"public", "max-age=1", "stale-while-revalidate=4"}
    assert is_shelved(answer)
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", PAGES)
def test_a_signed_in_persons_page_is_theirs(client, mei, path):
    client.force_login(mei)
    answer = client.get(path)
    assert "private" in answer.headers["Cache-Control"]
    assert not is_shelved(answer)


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD])
def test_a_page_that_not_everybody_may_see_is_kept_by_nobody(client, mei, rain, kind):
    restriction = PageViewRestriction.objects.create(page=rain, restriction_type=kind, password="open")
    refused = client.get("/outcomes/rain/")
    client.force_login(mei)
    session = client.session
    session[PageViewRestriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()
    read = client.get("/outcomes/rain/")
    assert "為什麼" in read.content.decode()
    for answer in (refused, read):
        assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
        assert not is_shelved(answer)


def test_a_password_alone_makes_no_page_public(client, rain):
    restriction = PageViewRestriction.objects.create(
        page=rain, restriction_type=PageViewRestriction.PASSWORD, password="open"
    )
    client.post(
        reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, rain.pk]),
        {"password": "open", "return_url": "/outcomes/rain/"},
    )
    read = client.get("/outcomes/rain/")
    assert "為什麼" in read.content.decode()
    assert {"private", "no-store"} <= set(read.headers["Cache-Control"].split(", "))


def test_a_draft_and_its_preview_are_kept_by_nobody(client, eve, rain):
    rain.unpublish()
    assert not is_shelved(client.get("/outcomes/rain/"))
    client.force_login(eve)
    draft = client.get(reverse("wagtailadmin_pages:view_draft", args=[rain.pk]))
    assert draft.status_code == 200
    assert not is_shelved(draft)

"""What becomes of an address when editors move a page, copy a tree of pages or delete one that others link."""

import pytest
from django.urls import reverse

from civic.search.asking import read
from civic.search.finding import Sight, find
from cms.models import OutcomeIndexPage, OutcomePage
from tests.cms.conftest import outcome
from tests.cms.test_editing import form, index, opened
from tests.people import NOON

pytestmark = pytest.mark.django_db


def paths():
    return {hit.path for hit in find(read("分隔島"), sight=Sight(language="zh-hant"), now=NOON).hits}


@pytest.fixture
def page(client, eve):
    client.force_login(eve)
    return outcome()


@pytest.fixture
def publish(client, page, django_capture_on_commit_callbacks):
    """`publish(slug)` publishes it under another address, through the form of its editors."""

    def publish(slug):
        edit = reverse("wagtailadmin_pages:edit", args=(page.pk,))
        sent = form(title=page.title, slug=slug) | opened(client, edit) | {"action-publish": "1"}
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(edit, sent).status_code == 302

    return publish


def test_the_old_address_of_a_page_leads_to_the_new_one_and_back_again(client, page, publish):
    assert paths() == {"/outcomes/rain/"}
    publish("rain-gardens")
    assert paths() == {"/outcomes/rain-gardens/"}
    moved = client.get("/outcomes/rain/")
    assert (moved.status_code, moved["Location"]) == (301, "/outcomes/rain-gardens/")
    publish("rain")
    assert client.get("/outcomes/rain/").status_code == 200
    assert client.get("/outcomes/rain-gardens/")["Location"] == "/outcomes/rain/"
    assert paths() == {"/outcomes/rain/"}


def test_a_page_stays_among_those_of_its_language(client, page):
    english = OutcomeIndexPage.objects.get(locale__language_code="en")
    confirm = reverse("wagtailadmin_pages:move_confirm", args=(page.pk, english.pk))
    assert client.post(confirm).status_code == 302
    assert OutcomePage.objects.get().get_parent().specific == index()


def test_a_page_that_others_link_is_said_to_be_in_use_and_goes(client, page):
    other = outcome("tram", title="輕軌")
    other.why = f'<p>看<a linktype="page" id="{page.pk}">分隔島</a>。</p>'
    other.save_revision().publish()
    assert 'href="/outcomes/rain/"' in client.get(other.url).content.decode()
    delete = reverse("wagtailadmin_pages:delete", args=(page.pk,))
    said = client.get(delete).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=(other.pk,)) in said and "輕軌" in said
    assert client.post(delete).status_code == 302
    assert "/outcomes/rain/" not in paths() and client.get("/outcomes/rain/").status_code == 404
    read_there = client.get(other.url).content.decode()
    assert "分隔島" in read_there and "/outcomes/rain/" not in read_there

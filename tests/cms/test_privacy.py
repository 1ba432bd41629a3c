"""A page or a collection that not everybody may see: who is let in, what the others read, and who finds it."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.models import OutcomeDocument, PublicDocument
from tests.cms.conftest import outcome

pytestmark = pytest.mark.django_db
PLACES = ["/", "/outcomes/", "/search/?q=分隔島", "/search.json?q=分隔島", "/en/outcomes/rain/"]


@pytest.fixture
def page():
    outcome(language="en")
    return outcome()


def restrict(page, kind, *roles):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
    restriction.groups.set(Group.objects.filter(name__in=roles))


def dialogue(client, name, number):
    return client.get(reverse(f"{name}:set_privacy", args=(number,))).json()["html"]


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS])
def test_a_page_that_is_not_for_everybody_is_named_nowhere(client, page, kind):
    def naming():
        return {place for place in PLACES if f'"{page.url}' in client.get(place).content.decode()}

    assert naming() == set(PLACES), "void unless it was there before"
    restrict(page, kind, "editor")
    assert naming() == set()


@pytest.mark.parametrize(("language", "prefix"), [("zh-hant", ""), ("en", "/en")])
def test_strangers_are_led_to_the_sign_in_and_back(client, mei, page, language, prefix):
    page = page.get_translations(inclusive=True).get(locale__language_code=language)
    restrict(page, PageViewRestriction.LOGIN)
    assert client.get(page.url).url == f"{prefix}/accounts/login/?next={page.url}"
    client.force_login(mei)
    assert client.get(page.url).status_code == 200


@pytest.mark.parametrize(("language", "said"), [("zh-hant", "編輯"), ("en", "Editor")])
def test_whoever_is_signed_in_without_the_role_is_told_so_and_led_in_no_circle(client, mei, eve, page, language, said):
    page = page.get_translations(inclusive=True).get(locale__language_code=language)
    restrict(page, PageViewRestriction.GROUPS, "editor", "official")
    assert client.get(page.url).status_code == 302, "a stranger may have the role"
    client.force_login(mei)
    refusal = client.get(page.url)
    assert refusal.status_code == 403 and "no-store" in refusal["Cache-Control"]
    told = re.search('data-refusal="not_let_in".*</p>', refusal.content.decode())
    assert said in told[0] and "editor" not in told[0]
    client.force_login(eve)
    assert client.get(page.url).status_code == 200


def test_a_superuser_needs_no_role(client, ada, page):
    restrict(page, PageViewRestriction.GROUPS, "official")
    type(ada).objects.filter(pk=ada.pk).update(is_superuser=True)
    client.force_login(ada)
    assert client.get(page.url).status_code == 200


@pytest.mark.parametrize(("language", "title", "name"), [("zh-hant", "編輯", "editor"), ("en", "Editor", "official")])
def test_editors_choose_among_roles_by_what_they_are_called(client, ada, page, language, title, name):
    type(ada).objects.filter(pk=ada.pk).update(language=language, is_superuser=True)
    client.force_login(ada)
    collection = Collection.get_first_root_node().add_child(name="路燈")
    for place, number in (("wagtailadmin_pages", page.pk), ("wagtailadmin_collections", collection.pk)):
        html = dialogue(client, place, number)
        assert f"> {title}</label>" in " ".join(html.replace(">\n", "> ").split()) and f" {name}<" not in html
        assert 'value="password"' not in html, "a word that everybody passes on protects nothing"


@pytest.mark.parametrize("kind", [CollectionViewRestriction.LOGIN, CollectionViewRestriction.GROUPS])
def test_a_document_of_a_closed_collection_is_for_whom_it_is_meant(client, mei, eve, page, kind, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    collection = Collection.get_first_root_node().add_child(name="路燈")
    file = PublicDocument.objects.create(title="決定", collection=collection, file=SimpleUploadedFile("a.txt", b"x"))
    page.documents = [OutcomeDocument(document=file)]
    page.save_revision().publish()
    closed = CollectionViewRestriction.objects.create(collection=collection, restriction_type=kind)
    assert client.get(file.url).url == f"/accounts/login/?next={file.url}", "the page links it for everybody"
    client.force_login(mei)
    assert client.get(file.url).status_code == (200 if kind == CollectionViewRestriction.LOGIN else 404)
    client.force_login(eve)
    assert client.get(file.url).status_code == (200 if kind == CollectionViewRestriction.LOGIN else 403)
    closed.groups.set(Group.objects.filter(name="editor"))
    assert client.get(file.url).status_code == 200

"""What a page shows may be deleted under it: the page can still be read, opened, changed and published."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, streamfield

from cms.models import OutcomeDocument, OutcomePage, Picture, PublicDocument
from tests.cms.conftest import outcome
from tests.cms.test_editing import form, opened
from tests.files import things
from tests.pages import html

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def page():
    """A published outcome with a picture on its card, one in its body and a document; and a draft of it."""
    picture = Picture.objects.create(title="街景", file=SimpleUploadedFile("a.jpg", things.photo()))
    document = PublicDocument.objects.create(title="決定", file=SimpleUploadedFile("a.pdf", things.PDF))
    page = outcome()
    page.picture, page.picture_alt = picture, "街景"
    page.body = [("picture", {"picture": picture, "alt": "路口", "caption": "去年夏天"})]
    page.documents = [OutcomeDocument(document=document)]
    page.save_revision().publish()
    page.save_revision()
    picture.delete()
    document.delete()
    return OutcomePage.objects.get()


def block(**fields):
    return streamfield([("picture", {"picture": "", "alt": "路口", "caption": "去年夏天"} | fields)])


def test_readers_see_the_page_without_it(client, page):
    answer = client.get(page.url)
    assert answer.status_code == 200 and "去年夏天" not in answer.content.decode()


def test_an_editor_opens_saves_and_publishes_the_page(client, eve, page):
    client.force_login(eve)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    shown = client.get(edit)
    assert shown.status_code == 200 and len(shown.context["form"].formsets["documents"].forms) == 0
    sent = form(title="改過的標題", slug=page.slug, picture_alt="街景", body=block(), documents=inline_formset([]))
    assert client.post(edit, sent | opened(client, edit) | {"action-publish": "1"}).status_code == 302
    page = OutcomePage.objects.get()
    assert page.title == "改過的標題" and page.body[0].value["caption"] == "去年夏天"
    assert "去年夏天" not in client.get(page.url).content.decode()


def test_a_picture_still_needs_its_words(client, eve, page):
    client.force_login(eve)
    picture = Picture.objects.create(title="街景", file=SimpleUploadedFile("a.jpg", things.photo()))
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for words, status in (("", 200), ("路口", 302)):
        sent = form(slug=page.slug, body=block(picture=picture.pk, alt=words)) | opened(client, edit)
        assert client.post(edit, sent | {"action-publish": "1"}).status_code == status


def test_a_proposal_that_can_no_longer_be_chosen_keeps_no_page_from_being_saved(client, eve):
    page = outcome()
    client.force_login(eve)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    body = streamfield([("proposal", {"proposal": "", "with_answer": "on"})])
    sent = form(slug=page.slug, body=body) | opened(client, edit) | {"action-publish": "1"}
    assert client.post(edit, sent).status_code == 302
    assert client.get(page.url).status_code == 200


def test_before_many_are_deleted_each_names_the_pages_that_use_it(client, ada):
    picture = Picture.objects.create(title="街景", file=SimpleUploadedFile("a.jpg", things.photo()))
    document = PublicDocument.objects.create(title="決定", file=SimpleUploadedFile("a.pdf", things.PDF))
    shown, other = outcome("shown", title="被連結的成果"), outcome("other", title="沒人用的成果")
    user = outcome("user", title="使用它們的成果")
    user.picture, user.picture_alt, user.documents = picture, "街景", [OutcomeDocument(document=document)]
    user.why = f'<p><a linktype="page" id="{shown.pk}">那裡</a></p>'
    user.save_revision().publish()
    client.force_login(ada)
    kinds = [("picture", "cms", picture), ("publicdocument", "cms", document),
             ("page", "wagtailcore", shown)]  # fmt: skip
    for model, app, thing in kinds:
        address = reverse("wagtail_bulk_action", args=(app, model, "delete"))
        assert "使用它們的成果" in html(client.get(address, {"id": thing.pk}))
    assert "使用它們的成果" not in html(client.get(address, {"id": other.pk}))
    both = html(client.get(address, {"id": [shown.pk, user.pk, other.pk]}))
    assert both.count("這些頁面顯示它") == 1, "only the one that is used is warned of"
    index = shown.get_parent()
    assert "使用它們的成果" not in html(client.get(reverse("wagtailadmin_pages:delete", args=[index.pk])))

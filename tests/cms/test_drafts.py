"""A draft is saved before it is complete, by hand or by itself; what is published lacks nothing, through any door."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, streamfield

from civic.lifecycle import Refused
from cms.lacking import INCOMPLETE
from cms.models import OutcomeDocument, OutcomePage, Picture, PublicDocument
from tests.cms import test_editing
from tests.cms.conftest import outcome
from tests.cms.test_editing import add, form

pytestmark = pytest.mark.django_db
NOTHING = dict.fromkeys(["why", "who", "said", "decided", "changed"], "null") | {"summary": "", "theme": "", "how": ""}
BY_ITSELF = {"headers": {"accept": "application/json"}}
PARTS = {
    "links": inline_formset([{"title": "", "url": ""}]),
    "body": streamfield([("quote", {"text": "", "source": "里民"}), ("heading", "")]),
}


@pytest.fixture
def draft(client, eve):
    """A page of which the title is written."""
    client.force_login(eve)
    add(client, **NOTHING | PARTS)
    return OutcomePage.objects.get()


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=(page.pk,))


def test_a_title_is_enough_and_its_preview_is_shown(client, draft):
    assert (draft.live, draft.theme, draft.title) == (False, None, "輕軌之後")
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=(draft.pk,))
    assert client.post(preview, form(**NOTHING)).json()["is_valid"]
    for address in (preview, reverse("wagtailadmin_pages:view_draft", args=(draft.pk,))):
        assert "輕軌之後" in client.get(address).content.decode(), address
    assert client.get(draft.get_parent().url).status_code == 200


def test_a_picture_may_wait_for_its_words_but_not_in_public(client, draft):
    picture = Picture.objects.create(title="x", file="images/x.png", width=1, height=1)
    block = streamfield([("picture", {"picture": picture.pk, "alt": "", "caption": ""})])
    words = form(picture=picture.pk, body=block) | test_editing.opened(client, edit(draft))
    assert client.post(edit(draft), words, **BY_ITSELF).json()["success"]
    words = form(picture=picture.pk, body=block) | test_editing.opened(client, edit(draft))
    shown = client.post(edit(draft), words | {"action-publish": "1"})
    assert {"picture_alt", "body"} <= set(shown.context["form"].errors)
    with pytest.raises(Refused) as refused:
        OutcomePage.objects.get().get_latest_revision().publish()
    assert "圖片" in str(refused.value.refusal.sentence)


def test_no_door_publishes_what_is_incomplete(client, draft):
    words = form(**NOTHING) | test_editing.opened(client, edit(draft)) | {"action-publish": "1"}
    shown = client.post(edit(draft), words)
    assert {"theme", "summary", "how", "why"} <= set(shown.context["form"].errors)
    together = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    refusal = client.post(f"{together}?id={draft.pk}")
    assert refusal.status_code == 409 and f'href="{edit(draft)}"' in refusal.content.decode(), "and leads to the page"
    with pytest.raises(Refused) as refused:
        draft.get_latest_revision().publish()
    assert refused.value.refusal.code == INCOMPLETE
    for named in ("主題分類", "一句話說明", "網址", "其他內容"):
        assert named in str(refused.value.refusal.sentence), named
    assert not OutcomePage.objects.get().live


def test_an_incomplete_draft_is_copied_as_one(client, draft):
    told = {"new_title": "副本", "new_slug": "copy", "new_parent_page": draft.get_parent().pk}
    assert client.post(reverse("wagtailadmin_pages:copy", args=(draft.pk,)), told).status_code == 302
    assert not OutcomePage.objects.get(slug="copy").live


def test_drafts_of_one_title_take_the_next_free_address(client, draft):
    """Their editors' browsers write the same address for each, and are told which one it became."""
    address = reverse("wagtailadmin_pages:add", args=("cms", "outcomepage", draft.get_parent().pk))
    told = [client.post(address, form(**NOTHING | PARTS), **BY_ITSELF).json() for _time in range(3)]
    taken = [f"{draft.slug}-1", f"{draft.slug}-2", f"{draft.slug}-3"]
    assert [each["field_updates"]["slug"] for each in told] == taken
    again = OutcomePage.objects.get(pk=told[0]["pk"])
    words = form(**NOTHING | PARTS) | test_editing.opened(client, edit(again))
    assert client.post(edit(again), words, **BY_ITSELF).json()["field_updates"]["slug"] == taken[0]
    assert [page.slug for page in OutcomePage.objects.order_by("pk")] == [draft.slug, *taken]


def test_two_pages_are_not_published_at_one_address(client, draft):
    answer = add(client, **{"action-publish": "1"})
    assert "slug" in answer.context["form"].errors and OutcomePage.objects.count() == 1


@pytest.mark.parametrize("letters", [3, 255])
def test_a_copy_is_offered_an_address_that_is_free(client, draft, letters):
    OutcomePage.objects.update(slug="m" * letters, title="M" * 255)
    address = reverse("wagtailadmin_pages:copy", args=(draft.pk,))
    offered = client.get(address).context["form"]["new_slug"].value()
    told = {"new_title": "M" * 255, "new_slug": offered, "new_parent_page": draft.get_parent().pk}
    assert client.post(address, told).status_code == 302
    assert OutcomePage.objects.filter(slug=offered, title="M" * 255).count() == 1


def test_what_was_deleted_while_somebody_wrote_does_not_keep_the_page_from_being_saved(client, draft):
    picture = Picture.objects.create(title="x", file="images/x.png", width=1, height=1)
    words = form(picture=picture.pk, summary="還在。") | test_editing.opened(client, edit(draft))
    assert client.post(edit(draft), words, **BY_ITSELF).json()["success"]
    body = streamfield([("picture", {"picture": picture.pk, "alt": "", "caption": "去年夏天"})])
    words = form(picture=picture.pk, body=body, summary="也還在。") | test_editing.opened(client, edit(draft))
    picture.delete()
    told = client.post(edit(draft), words, **BY_ITSELF).json()
    latest = OutcomePage.objects.get().get_latest_revision_as_object()
    assert told["success"] and (latest.picture, latest.summary) == (None, "也還在。")
    assert (latest.body[0].value["picture"], latest.body[0].value["caption"]) == (None, "去年夏天")


@pytest.mark.parametrize("deed", [{}, {"action-publish": "1"}])
def test_nor_does_a_row_whose_document_was_deleted(client, eve, deed):
    client.force_login(eve)
    page = outcome("after-the-tram")
    kept, gone = (PublicDocument.objects.create(title=name, file=f"documents/{name}.pdf") for name in "ab")
    page.documents = [OutcomeDocument(document=file) for file in (gone, kept)]
    page.save_revision().publish()
    shown = client.get(edit(page)).context["form"].formsets["documents"]
    rows = [{"id": row.instance.pk, "document": row.instance.document_id} for row in shown.forms]
    new = {"id": "", "document": gone.pk}
    words = form(documents=inline_formset([*rows, new], initial=2)) | test_editing.opened(client, edit(page)) | deed
    gone.delete()
    answer = client.post(edit(page), words, **({} if deed else BY_ITSELF))
    assert answer.status_code == 302 if deed else answer.json()["success"]
    latest = OutcomePage.objects.get().get_latest_revision_as_object()
    assert [row.document for row in latest.documents.all()] == [kept]

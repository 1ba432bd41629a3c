"""What editors publish is asked about at every door, and kept as people see it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, streamfield

from civic.agencies.models import Agency
from civic.lifecycle import Refused
from civic.personal import Unconfirmed
from civic.record.models import Entry
from cms.guarding import passages
from cms.models import OutcomePage, Picture, PublicDocument
from tests import people
from tests.cms.conftest import outcome
from tests.cms.test_editing import add, form, opened, words

pytestmark = pytest.mark.django_db
PUBLISH = {"action-publish": "1"}
MOBILE = "0912-345-678"

PLACES = {
    "the title": {"title": f"請打 {MOBILE}"},
    "a plain text": {"summary": f"請打 {MOBILE}"},
    "a rich text": {"why": words("請打 <b>0912</b>-345-678")},
    "what search engines show": {"search_description": f"請打 {MOBILE}"},
    "a part": {"body": streamfield([("quote", {"text": f"請打 {MOBILE}", "source": ""})])},
    "a link": {"links": inline_formset([{"title": MOBILE, "url": "https://data.example.org/"}])},
}


@pytest.fixture
def editor(client, eve):
    client.force_login(eve)
    return client


@pytest.mark.parametrize("place", PLACES)
def test_a_mobile_number_wants_a_click_that_is_kept_and_put_on_record(editor, eve, place):
    answer = add(editor, **PLACES[place], **PUBLISH)
    assert answer.status_code == 200 and not OutcomePage.objects.live().exists()
    page = answer.content.decode()
    assert 'name="confirmed" value="0912-345-678"' in page and "輕軌之後" in page or place == "the title"
    answer = add(editor, **PLACES[place], **PUBLISH, confirmed=MOBILE)
    page = OutcomePage.objects.live().get()
    assert page.confirmed == [MOBILE]
    entry = Entry.objects.get(verb="passages_confirmed", subject=f"page:{page.pk}")
    assert (entry.actor, entry.is_public, entry.data) == (eve.record_key, False, {"deed": "page", "passages": 1})


def test_an_identity_number_stops_the_page_and_a_draft_is_kept(editor):
    typed = {"why": words("王先生 A123456789")}
    answer = add(editor, **typed, **PUBLISH, confirmed="a123456789")
    assert "身分證字號必須刪掉" in answer.content.decode() and not OutcomePage.objects.exists()
    add(editor, **typed)
    page = OutcomePage.objects.get()
    assert not page.live
    with pytest.raises(Refused):
        page.get_latest_revision().publish()
    assert not OutcomePage.objects.live().exists()


def test_what_agencies_publish_themselves_is_not_asked_about(editor):
    people.transport()
    Agency.objects.update(contacts=f"{MOBILE}\n@agency.test")
    add(editor, summary=f"請打 {MOBILE}", why=words("tram@agency.test"), **PUBLISH)
    assert OutcomePage.objects.live().get().confirmed == []


def test_what_was_confirmed_once_is_not_asked_about_again_and_what_is_new_is(editor):
    add(editor, summary=f"請打 {MOBILE}", **PUBLISH, confirmed=MOBILE)
    page = OutcomePage.objects.get()
    address = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    editor.post(address, opened(editor, address) | form(summary=f"還是 {MOBILE}", **PUBLISH))
    page.refresh_from_db()
    assert page.summary == f"還是 {MOBILE}"
    answer = editor.post(address, opened(editor, address) | form(summary=f"{MOBILE}、0987-654-321", **PUBLISH))
    assert 'value="0987-654-321"' in answer.content.decode()
    page.refresh_from_db()
    assert "0987" not in page.summary


def test_every_other_door_asks_too(eve):
    page = OutcomePage.objects.get(pk=outcome().pk)
    page.summary = f"請打 {MOBILE}"
    version = page.save_revision()
    with pytest.raises(Unconfirmed):
        version.publish(user=eve)
    page.refresh_from_db()
    assert MOBILE not in page.summary
    version.publish(log_action="wagtail.publish.scheduled")  # was asked when it was planned
    assert passages(OutcomePage.objects.get(pk=page.pk))


def test_doors_without_the_form_lead_to_it(editor, eve):
    page = OutcomePage.objects.get(pk=outcome().pk)
    page.summary = f"請打 {MOBILE}"
    page.save_revision()
    address = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    page.get_workflow().start(page, eve)
    task = page.current_workflow_task_state
    doors = [
        (f"/cms/bulk/wagtailcore/page/publish/?id={page.pk}&next=/cms/", {}),
        (reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", task.pk)), {"comment": ""}),
    ]
    for door, typed in doors:
        answer = editor.post(door, typed)
        assert answer.status_code == 409 and f'href="{address}"' in answer.content.decode(), door
    page.refresh_from_db()
    assert MOBILE not in page.summary
    typed = form(summary=f"請打 {MOBILE}", confirmed=MOBILE, **PUBLISH)
    editor.post(address, opened(editor, address) | typed)
    page.refresh_from_db()
    assert page.summary == f"請打 {MOBILE}" and page.confirmed == [MOBILE]


def test_the_titles_of_pictures_and_documents_are_kept_so_too():
    for row in (Picture(title="\u202e 樹\u200b 蔭"), PublicDocument(title="\u202e 樹\u200b 蔭", file="a.csv")):
        others = {field.name for field in row._meta.fields} - {"title"}
        row.clean_fields(exclude=others)
        assert row.title == "樹 蔭"
        row.title = "\u200b"
        with pytest.raises(ValidationError):
            row.clean_fields(exclude=others)


def test_parts_and_links_are_kept_as_people_see_them(editor):
    body = [
        ("heading", "何\u202e時\u200b"),
        ("quote", {"text": "一\r\n\r\n\r\n\r\n二\u202e ", "source": " 里\u2066民\n"}),
        ("text", words("夜\u202e間\u200b")),
    ]
    add(editor, why=words("因\u202e為"), body=streamfield(body), **PUBLISH,
        links=inline_formset([{"title": "路\u202e線", "url": "https://data.example.org/"}]))  # fmt: skip
    page = OutcomePage.objects.live().get()
    heading, quote, rich = (part.value for part in page.body)
    assert (heading, quote["text"], quote["source"]) == ("何時", "一\n\n二", "里民")
    assert "夜間" in rich.source and "因為" in page.why and page.links.get().title == "路線"

"""Editors' pictures and documents: what is taken, and who sees it before and after a page shows it."""

import io
import stat
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import PageViewRestriction, UploadedFile

from cms.models import OutcomeDocument, OutcomePage, Picture, PublicDocument
from tests.cms.conftest import outcome
from tests.files import things

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor(client, eve):
    client.force_login(eve)
    return client


def on_disk(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def sent(name, content):
    return SimpleUploadedFile(name, content)


def a_picture(title="街景"):
    return Picture.objects.create(title=title, file=sent("secret-plan.jpg", things.photo()))


def a_document(name="決定.pdf"):
    return PublicDocument.objects.create(title="尚未公布的決定", file=sent(name, things.PDF))


def add_picture(editor, name, content):
    return editor.post(reverse("wagtailimages:add"), {"title": "圖", "collection": 1, "file": sent(name, content)})


def add_at_once(editor, kind, name, content, **more):
    fields = {"title": "檔", "collection": 1, "files[]": sent(name, content)} | more
    address = reverse(f"wagtail{kind}:add_multiple")
    return editor.post(address, fields, headers={"X-Requested-With": "XMLHttpRequest"}).json()


def choose(editor, kind, prefix, name, content):
    fields = {f"{prefix}-title": "檔", f"{prefix}-collection": 1, f"{prefix}-file": sent(name, content)}
    return editor.post(reverse(f"wagtail{kind}_chooser:create"), fields)


# --- what is taken ------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "format"), [("home.jpg", "JPEG"), ("IMG_0001.HEIC", "HEIF"), ("x.jpg", "PNG")])
def test_no_size_of_a_picture_tells_where_it_was_taken(editor, tmp_path, name, format):
    assert add_picture(editor, name, things.photo(format, size=(1200, 800))).status_code == 302
    picture = Picture.objects.get()
    for spec in ("width-800", "fill-400x300", "original", "width-800|format-webp"):
        picture.get_rendition(spec)
    assert len(on_disk(tmp_path)) == 5 and (picture.width, picture.height) == (800, 1200)
    for path in on_disk(tmp_path):
        content = path.read_bytes()
        assert not any(word in content for word in things.SAID), path
        assert not Image.open(io.BytesIO(content)).getexif()
        assert stat.S_IMODE(path.stat().st_mode) == 0o640 and len(path.stem) == 32


@pytest.mark.parametrize("content", [b"MZ\x90\x00", b"<svg onload=alert(1)>", things.photo()[:900]])
def test_what_is_no_picture_is_refused_at_every_door(editor, tmp_path, content):
    assert add_picture(editor, "x.jpg", content).context["form"].errors["file"][0].endswith("。")
    assert not add_at_once(editor, "images", "x.jpg", content)["success"]
    assert choose(editor, "images", "image-chooser-upload", "x.jpg", content).status_code == 200
    assert not Picture.objects.exists() and on_disk(tmp_path) == []


def test_what_is_no_document_is_refused_at_every_door(editor, tmp_path):
    page = b"<html><script>alert(1)</script>"
    fields = {"title": "x", "collection": 1, "file": sent("report.pdf", page)}
    answer = editor.post(reverse("wagtaildocs:add"), fields)
    (sentence,) = answer.context["form"].errors["file"]
    assert "不是可以使用" in sentence
    assert not add_at_once(editor, "docs", "report.pdf", page)["success"]
    assert choose(editor, "docs", "document-chooser-upload", "report.pdf", page).status_code == 200
    assert not PublicDocument.objects.exists() and on_disk(tmp_path) == []


def test_what_is_deleted_leaves_the_disk(client, ada, tmp_path, django_capture_on_commit_callbacks):
    picture, document = a_picture(), a_document()
    picture.get_rendition("width-60")
    assert len(on_disk(tmp_path)) == 3
    client.force_login(ada)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("wagtailimages:delete", args=[picture.pk]))
        client.post(reverse("wagtaildocs:delete", args=[document.pk]))
    assert on_disk(tmp_path) == []


def test_many_at_once_and_choosers_take_what_is_right(editor):
    assert add_at_once(editor, "images", "a.heic", things.photo("HEIF"))["success"]
    assert add_at_once(editor, "docs", "a.pdf", things.PDF)["success"]
    choose(editor, "images", "image-chooser-upload", "b.png", things.photo("PNG"))
    choose(editor, "docs", "document-chooser-upload", "b.docx", things.DOCX)
    assert (Picture.objects.count(), list(PublicDocument.objects.order_by("pk").values_list("name", flat=True))) == (
        2,
        ["a.pdf", "b.docx"],
    )


@pytest.mark.parametrize("wrong", [{"title": ""}, {"title": "長" * 256}])
def test_a_fault_elsewhere_keeps_no_file_as_it_was_sent(editor, tmp_path, wrong):
    for kind, name, content in (("images", "家.jpg", things.photo()), ("docs", "家.jpg", things.photo())):
        answer = add_at_once(editor, kind, name, content, **wrong)
        assert not answer["success"] and "家.jpg" in answer["error_message"]
    assert on_disk(tmp_path) == [] and not UploadedFile.objects.exists()


def test_a_photograph_among_the_documents_tells_nothing_either(editor, tmp_path):
    assert add_at_once(editor, "docs", "home.jpg", things.photo())["success"]
    (path,) = on_disk(tmp_path)
    assert not any(word in path.read_bytes() for word in things.SAID)


def test_a_picture_edited_without_a_new_file_keeps_its_own(editor):
    add_picture(editor, "a.jpg", things.photo())
    picture = Picture.objects.get()
    editor.post(reverse("wagtailimages:edit", args=[picture.pk]), {"title": "新名", "collection": 1})
    assert (Picture.objects.get().title, Picture.objects.get().file.name) == ("新名", picture.file.name)


# --- who sees it ----------------------------------------------------------------------------------


def addresses(file):
    return [file.url] if isinstance(file, PublicDocument) else [file.file.url, file.get_rendition("width-60").url]


def seen(client, file):
    """The status and who may keep it, for each address of the file: one, if they agree."""
    answers = [client.get(address) for address in addresses(file)]
    (found,) = {(answer.status_code, answer.headers.get("Cache-Control")) for answer in answers}
    return found


CLOSED, EDITORS, OPEN = (404, None), (200, "private, no-store"), (200, "public, max-age=3600")


def shown_as_picture(page, picture):
    page.picture, page.picture_alt = picture, "街景"


def shown_in_the_body(page, picture):
    page.body = [("picture", {"picture": picture, "alt": "街景"})]


def offered(page, document):
    page.documents = [OutcomeDocument(document=document)]


def linked(page, document):
    page.changed = f'<p><a linktype="document" id="{document.pk}">決定</a></p>'


def linked_in_the_body(page, document):
    page.body = [("text", f'<p><a linktype="document" id="{document.pk}">決定</a></p>')]


WAYS = [
    (a_picture, shown_as_picture),
    (a_picture, shown_in_the_body),
    (a_document, offered),
    (a_document, linked),
    (a_document, linked_in_the_body),
]


@pytest.mark.parametrize(("make", "show"), WAYS)
def test_a_file_is_public_as_long_as_a_published_page_shows_it(client, eve, make, show):
    file, page = make(), outcome()
    assert seen(client, file) == CLOSED
    show(page, file)
    draft = page.save_revision()
    assert seen(client, file) == CLOSED
    draft.publish()
    assert seen(client, file) == OPEN
    client.force_login(eve)
    assert seen(client, file) == OPEN
    client.logout()
    OutcomePage.objects.get().unpublish()
    assert seen(client, file) == CLOSED
    client.force_login(eve)
    assert seen(client, file) == EDITORS


def test_a_page_that_was_never_published_shows_nobody_its_files(client):
    page = outcome()
    page.unpublish()
    page = OutcomePage.objects.get()
    file = a_picture()
    shown_as_picture(page, file)
    page.save()
    assert seen(client, file) == CLOSED


def test_a_draft_that_drops_a_picture_takes_nothing_from_the_published_page(client):
    file, page = a_picture(), outcome()
    shown_as_picture(page, file)
    page.save_revision().publish()
    page = OutcomePage.objects.get()
    page.picture = None
    draft = page.save_revision()
    assert seen(client, file) == OPEN
    draft.publish()
    assert seen(client, file) == CLOSED


def test_people_without_the_role_see_what_strangers_see(client, mei, ann):
    file = a_document()
    for person in (mei, ann):
        client.force_login(person)
        assert client.get(file.url).status_code == 404


def test_a_page_for_some_shows_its_files_to_some(client, mei):
    file, page = a_document(), outcome()
    offered(page, file)
    page.save_revision().publish()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert seen(client, file) == CLOSED
    client.force_login(mei)
    assert seen(client, file) == EDITORS


@pytest.mark.parametrize("number", ["{}", "0{}", "00{}", "+{}"])
def test_no_way_of_writing_the_number_leads_past_the_door(client, number):
    file = a_document()
    wide = str(file.pk).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for written in (number.format(file.pk), number.format(wide)):
        assert client.get(f"/documents/{written}/{file.filename}").status_code == 404


def test_a_document_comes_back_under_the_name_people_gave_it(client, tmp_path):
    name = "𠮷" * 80 + '"決定".pdf'
    file, page = a_document(name), outcome()
    offered(page, file)
    page.save_revision().publish()
    (path,) = on_disk(tmp_path)
    answer = client.get(file.url)
    assert len(path.stem) == 32 and "secret" not in path.name
    assert answer["Content-Disposition"].endswith(f"filename*=UTF-8''{quote(name.replace(chr(34), chr(39)))}")
    assert answer["Content-Type"] == "application/pdf"


def test_a_picture_is_saved_under_its_title(client):
    file, page = a_picture("街景 2026"), outcome()
    shown_as_picture(page, file)
    page.save_revision().publish()
    assert client.get(file.file.url)["Content-Disposition"] == f"inline; filename*=utf-8''{quote('街景 2026.jpg')}"


def test_files_of_the_last_release_keep_their_addresses(client, tmp_path):
    picture, document, page = a_picture(), a_document(), outcome()
    for file, name in ((picture, "original_images/home.jpg"), (document, "documents/decision.pdf")):
        (tmp_path / file.file.name).rename(tmp_path / name)
        type(file).objects.filter(pk=file.pk).update(file=name)
    PublicDocument.objects.update(name="")
    document.refresh_from_db()
    shown_as_picture(page, picture)
    offered(page, document)
    assert client.get("/media/original_images/home.jpg").status_code == 404
    page.save_revision().publish()
    assert client.get("/media/original_images/home.jpg").status_code == 200
    assert document.url == f"/documents/{document.pk}/decision.pdf"
    assert client.get(document.url).status_code == 200


def test_a_cache_that_asks_again_is_told_that_nothing_changed(client):
    file, page = a_picture(), outcome()
    shown_as_picture(page, file)
    page.save_revision().publish()
    first = client.get(file.file.url)
    again = client.get(file.file.url, headers={"If-Modified-Since": first["Last-Modified"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "public, max-age=3600")

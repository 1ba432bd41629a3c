"""What earlier releases left on disk becomes quiet and closed, in its place."""

import hashlib
import os
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import Image

from civic import checkup
from civic.checkup import WELL, WRONG
from civic.files import tidying
from cms.models import Picture, PublicDocument
from tests.files import things

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def left_as_sent(media, name, content):
    """A file as earlier releases kept it: under its own name, for everybody on the machine to read."""
    path = media / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o644)
    return path


def words(verdict):
    return " ".join(one.words for one in checkup.files() if one.verdict == verdict)


def cleaned():
    out, err = StringIO(), StringIO()
    call_command("clean_files", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("content", [things.photo_with_another_behind(), things.photo(orientation=1) + b"a trailer"])
def test_what_stands_behind_a_picture_is_cut_off(media, content):
    path = left_as_sent(media, "original_images/home.jpg", content)
    assert cleaned()[0].startswith("1 pictures")
    assert Image.open(path).format == "JPEG" and path.read_bytes().endswith(b"\xff\xd9")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_an_old_picture_is_drawn_anew_in_its_place(media, format):
    path = left_as_sent(media, f"evidence/2026/10/家.{format.lower()}", things.photo(format))
    assert "1 pictures may tell where" in words(WRONG) and "can be read by others" in words(WRONG)
    assert cleaned() == ("1 pictures drawn anew, 5 files and folders closed.\n", "")
    image = Image.open(path)
    assert (image.format, image.size) == (format, (80, 120))
    assert not any(word in path.read_bytes() for word in things.SAID)
    assert words(WRONG) == "" and "closed to others" in words(WELL)
    before = path.read_bytes()
    assert cleaned()[0].startswith("0 pictures") and path.read_bytes() == before


def test_what_is_no_picture_stays_as_it_is(media):
    path = left_as_sent(media, "evidence/report.pdf", things.PDF)
    cleaned()
    assert path.read_bytes() == things.PDF and tidying.open_to_others(media) == []


def test_a_picture_that_moves_is_left_to_people(media):
    left_as_sent(media, "original_images/a.gif", things.moving("GIF"))
    path = left_as_sent(media, "original_images/b.webp", things.moving("WEBP"))
    before = path.read_bytes()
    assert cleaned()[0].startswith("0 pictures") and path.read_bytes() == before


def test_what_wagtail_knows_of_a_picture_is_put_right(media):
    picture = Picture.objects.create(title="家", file=ContentFile(things.photo(), "a.jpg"))
    document = PublicDocument.objects.create(title="家", file=ContentFile(things.photo(), "a.jpg"))
    assert (picture.width, picture.height) == (120, 80), "void unless it lay on its side"
    cleaned()
    for row in (picture, document):
        row.refresh_from_db()
        content = (media / row.file.name).read_bytes()
        assert (row.file_size, row.file_hash) == (len(content), hashlib.sha1(content).hexdigest())
    assert (picture.width, picture.height) == (80, 120)


def test_the_doctor_names_files_that_belong_to_nobody(media):
    def said():
        return [one.words for one in checkup.files_of_nobody()]

    document = PublicDocument.objects.create(title="決定", file=ContentFile(things.PDF, "a.pdf"))
    kept, left = media / document.file.name, left_as_sent(media, "evidence/2026/11/left.pdf", things.PDF)
    assert said() == [], "it may be on its way"
    for path in (kept, left):
        os.utime(path, (0, 0))
    assert [words.partition(", the first is ")[2] for words in said()] == ["left.pdf. Delete them once you know why."]


def test_the_doctor_says_when_nothing_can_be_written(media, monkeypatch):
    media.mkdir(mode=0o750)
    monkeypatch.setattr("civic.checkup.os.access", lambda path, mode: False)
    assert "nobody can hand in a file" in words(WRONG)

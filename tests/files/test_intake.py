"""What is taken, as what, and what is not: the content decides."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from civic.files import kinds, names
from civic.files.intake import REFUSALS, IntakeField, accepted, take
from tests.files import things

ALL = (".pdf", ".zip", *kinds.PICTURES, *kinds.OFFICE, *kinds.TEXTS)


def taken(name, content, welcome=ALL, largest=10 * 2**20):
    return take(SimpleUploadedFile(name, content), welcome=welcome, largest=largest)


def refused(name, content, **limits):
    with pytest.raises(ValidationError) as error:
        taken(name, content, **limits)
    return error.value.code


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("調查.pdf", things.PDF, "調查.pdf"),
        ("調查", things.PDF, "調查.pdf"),
        ("調查.doc", things.DOCX, "調查.docx"),
        ("表.xlsx", things.XLSX, "表.xlsx"),
        ("文.odt", things.ODT, "文.odt"),
        ("清單.csv", "里別,人數\n".encode("cp950"), "清單.csv"),
        ("清單.csv", "里別,人數\n".encode("utf-16"), "清單.csv"),
        ("說明.txt", "一\f二".encode(), "說明.txt"),
        ("資料.geojson", b'{"type": "Point"}', "資料.geojson"),
        ("地圖.kml", b'<?xml version="1.0"?><kml/>', "地圖.kml"),
        ("原始.zip", things.packed(("a.csv", "a")), "原始.zip"),
        ("IMG_0001.HEIC", things.photo("HEIF"), "IMG_0001.jpg"),
        ("IMG_0001.jpg", things.photo("HEIF"), "IMG_0001.jpg"),
        ("IMG.jpg", things.photo("PNG"), "IMG.png"),
        ("圖.jpeg", things.photo("JPEG"), "圖.jpg"),
        ("圖.webp", things.photo("WEBP"), "圖.webp"),
        ("圖.avif", things.photo("AVIF"), "圖.jpg"),
        ("圖.gif", things.photo("GIF"), "圖.png"),
    ],
)
def test_a_file_is_what_its_content_says(name, content, kept):
    assert taken(name, content).name == kept


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("report.pdf", b"<html><script>alert(1)</script>", "kind"),
        ("report.pdf", b"just words", "kind"),
        ("x.jpg", b"MZ\x90\x00not a picture", "kind"),
        ("notes.txt", b"MZ\x90\x00\x03", "kind"),
        ("notes.txt", b"\xef\xbb\xbf <!DOCTYPE html><p>", "kind"),
        ("notes.csv", b"a,b\n<SCRIPT >x", "kind"),
        ("notes.txt", b"{\\rtf1 words}", "kind"),
        ("drawing.svg", b"<svg onload=alert(1)>", "kind"),
        ("drawing.png", b"<?xml version='1.0'?><svg/>", "kind"),
        ("map.kml", b'<!DOCTYPE x [<!ENTITY a "b">]><kml>&a;</kml>', "kind"),
        ("data.json", b"[" * 100_000, "kind"),
        ("letter.docx", things.packed(("a", "b"))[:40], "kind"),
        ("letter.docx", things.MACROS, "macros"),
        ("photo.jpg", things.photo()[:900], "broken"),
        ("IMG_0001.HEIC", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(2000), "broken"),
    ],
)
def test_what_only_looks_like_a_file_is_refused(name, content, code):
    assert refused(name, content) == code


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_a_picture_that_moves_the_first_frame_is_taken(format):
    image = Image.open(io.BytesIO(taken("a.gif", things.moving(format)).read()))
    assert not getattr(image, "is_animated", False) and image.size == (40, 40)
    red, _green, blue = image.convert("RGB").getpixel((20, 20))
    assert red > 150 > blue


def test_only_what_is_welcome_is_taken():
    assert refused("a.zip", things.packed(("a", "b")), welcome=(".pdf",)) == "kind"
    assert refused("a.pdf", things.PDF, welcome=kinds.PICTURES) == "kind"
    assert refused("a.pdf", things.PDF, largest=3) == "too_large"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_a_picture_comes_back_upright_and_tells_nothing_else(format):
    before = things.photo(format)
    assert any(word in before for word in things.SAID), "void unless the camera wrote something"
    after = taken("home.jpg", before).read()
    image = Image.open(io.BytesIO(after))
    assert not any(word in after for word in things.SAID)
    assert not image.getexif() and not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)
    assert image.size == (80, 120), "upright: 120 by 80, turned"
    top, bottom = image.convert("RGB").getpixel((40, 10)), image.convert("RGB").getpixel((40, 110))
    assert (top[2] > 150 > top[0]) and (bottom[0] > 150 > bottom[2])


def test_of_two_photographs_in_a_file_the_first_is_kept():
    before = things.photo_with_another_behind()
    assert Image.open(io.BytesIO(before)).n_frames == 2 and things.SAID[1] in before, "void"
    after = taken("a.jpg", before).read()
    image = Image.open(io.BytesIO(after))
    assert image.format == "JPEG" and image.getpixel((20, 20))[0] > 200 and things.SAID[1] not in after


def test_what_one_can_see_through_stays_so():
    image = Image.open(taken("logo.heic", things.photo("HEIF", mode="RGBA")))
    assert (image.format, image.mode) == ("PNG", "RGBA")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_pictures_of_every_sort_are_taken(mode):
    file = io.BytesIO()
    Image.new(mode, (30, 20)).save(file, "JPEG" if mode == "CMYK" else "PNG")
    assert Image.open(taken("a.png", file.getvalue())).size == (30, 20)


def test_sixteen_bits_of_grey_become_eight():
    file = io.BytesIO()
    Image.new("I;16", (4, 4), 0x8000).save(file, "PNG")
    assert Image.open(taken("grey.png", file.getvalue())).convert("L").getpixel((0, 0)) == 128


def test_a_large_photograph_becomes_smaller():
    file = io.BytesIO()
    Image.new("RGB", (6000, 3000)).save(file, "JPEG")
    assert Image.open(taken("large.jpg", file.getvalue())).size == (4096, 2048)


def bomb(width, height):
    """A PNG of a few bytes that says it is as large as that."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pieces = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b"")]
    parts = [struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
             for name, data in pieces]  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("size", [(8001, 8000), (10_000, 10_000), (30_000, 30_000)])
def test_bombs_are_refused_before_they_are_unpacked(size):
    assert refused("bomb.png", bomb(*size)) == "pixels"


def test_a_packed_bomb_is_refused_by_its_table_of_contents(monkeypatch):
    monkeypatch.setattr(kinds, "UNPACKED", 10_000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bytes(20_000))
    assert refused("bomb.docx", file.getvalue()) == "unpacked"
    many = things.packed(*((f"{number}", "") for number in range(kinds.PIECES + 1)))
    assert refused("many.zip", many) == "unpacked"


def test_every_refusal_is_a_sentence():
    assert set(REFUSALS) == {"macros", "unpacked", "broken", "pixels"}
    assert all(str(sentence).endswith("。") for sentence in REFUSALS.values())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\mei\\圖.PNG", "圖.PNG"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("x\r\nSet-Cookie: a.pdf", "x Set-Cookie: a.pdf"),
        ("𠮷" * 200 + ".pdf", "𠮷" * 116 + ".pdf"),
        (".pdf", "pdf"),
        ("\u200b", "file"),
        ("", "file"),
    ],
)
def test_a_name_is_what_people_can_read_of_it(name, said):
    assert names.said(name) == said


def test_a_name_on_disk_is_ours():
    assert names.unguessable("秘密.PDF") != names.unguessable("秘密.PDF")
    assert names.unguessable("秘密.PDF").endswith(".pdf")
    assert len(names.unguessable("x.ph/p;%00")) == 32


def test_the_field_tells_the_browser_what_it_takes():
    field = IntakeField(welcome=(".pdf", ".jpg", ".heic"), largest=2**20)
    assert field.widget.attrs["accept"] == accepted((".pdf", ".jpg", ".heic")) == ".pdf,.jpg,.jpeg,.heic,.heif,image/*"
    assert field.widget.attrs["data-largest"] == 2**20
    assert str(field.widget.attrs["data-too-large"]) == "檔案超過 1 MB，請重新選擇較小的檔案。"
    with translation.override("en"):
        assert str(field.widget.attrs["data-too-large"]).startswith("This file is larger than 1 MB.")

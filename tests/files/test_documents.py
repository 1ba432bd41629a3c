"""Documents come back without what programs noted in them about whoever made them, and otherwise as they were."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from civic.files import documents, kinds, pictures
from civic.files.intake import take
from tests.files import things

AUTHOR = "王小明"
CORE = f"<cp:coreProperties><dc:creator>{AUTHOR}</dc:creator></cp:coreProperties>"
WORDS = "<w:document>請種樹</w:document>"
META = f"<office:document-meta><meta:initial-creator>{AUTHOR}</meta:initial-creator></office:document-meta>"
NAMED = (AUTHOR.encode(), *things.SAID)


def docx(*more):
    pieces = [("[Content_Types].xml", "<Types/>"), ("word/document.xml", WORDS), ("docProps/core.xml", CORE)]
    return things.packed(*pieces, ("docProps/app.xml", f"<Properties><Manager>{AUTHOR}</Manager></Properties>"),
                         ("word/media/image1.jpeg", things.photo()), *more)  # fmt: skip


def odt(*more):
    return things.packed(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", WORDS),
                         ("meta.xml", META), ("Pictures/1.png", things.photo("PNG")), *more)  # fmt: skip


def taken(name, content):
    return take(SimpleUploadedFile(name, content), welcome=(".pdf", *kinds.OFFICE), largest=10 * 2**20).read()


def pieces(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {piece.filename: archive.read(piece) for piece in archive.infolist()}


@pytest.mark.parametrize(("name", "sent"), [("a.docx", docx()), ("a.odt", odt())])
def test_an_office_document_says_what_was_written_and_not_by_whom(name, sent):
    assert any(word in b"".join(pieces(sent).values()) for word in NAMED), "void unless it says so when it is sent"
    kept = taken(name, sent)
    assert not any(word in piece for word in NAMED for piece in pieces(kept).values())
    assert list(pieces(kept)) == list(pieces(sent))
    assert WORDS.encode() in pieces(kept).values()
    assert kinds.kind_of(io.BytesIO(kept), name) == f".{name.partition('.')[2]}"


def test_a_picture_in_it_stays_one_of_its_kind_and_stands_upright():
    kept = pieces(taken("a.docx", docx()))["word/media/image1.jpeg"]
    image = Image.open(io.BytesIO(kept))
    assert (image.format, image.size) == ("JPEG", (80, 120)) and not image.getexif()
    plain = things.packed(("[Content_Types].xml", "<Types/>"), ("word/document.xml", WORDS), ("word/media/a.gif", "x"))
    assert pieces(taken("a.docx", plain)) == pieces(plain)


@pytest.mark.parametrize("more", ["_xmlsignatures/sig1.xml", "META-INF/documentsignatures.xml"])
def test_a_signed_document_stays_as_it_was_signed(more):
    sent = docx((more, "<Signature/>"))
    assert taken("a.docx", sent) == sent


def test_no_more_is_drawn_for_a_document_than_for_a_picture(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 120 * 80)
    kept = pieces(taken("a.docx", docx(("word/media/image2.jpeg", things.photo()))))
    assert b"Phone Make" not in kept["word/media/image1.jpeg"] and b"Phone Make" in kept["word/media/image2.jpeg"]


# --- PDF ----------------------------------------------------------------------------------------


def pdf(info=b"/Author (Wang \\(Mei\\)) /Creator <57616e67> /Title (Trees)", more=b""):
    picture = things.photo()
    xmp = (b'<?xpacket begin="" id="x"?><x:xmpmeta><rdf:Description xmp:CreatorTool="Wang"><dc:title>Trees</dc:title>'
           b"<dc:creator><rdf:Seq><rdf:li>Wang</rdf:li></rdf:Seq></dc:creator></rdf:Description></x:xmpmeta>"
           b'<?xpacket end="w"?>')  # fmt: skip
    return b"\n".join([
        b"%PDF-1.4", b"1 0 obj\n<< " + info + b" >>\nendobj", b"2 0 obj\n<< /Author (of nothing) >>\nendobj",
        b"3 0 obj\n<< >>\nstream\n" + xmp + b"\nendstream\nendobj",
        b"4 0 obj\n<< /Subtype /Image >>\nstream\n" + picture + b"\nendstream\nendobj",
        b"trailer\n<< /Info 1 0 R >>", more, b"%%EOF",
    ])  # fmt: skip


def test_a_pdf_is_as_long_as_before_and_names_nobody():
    sent = pdf()
    kept = taken("a.pdf", sent)
    assert len(kept) == len(sent) and kept != sent
    assert not any(word in kept for word in (b"Wang", b"57616e67", b"SN-12345678", b"Phone Make"))
    assert b"/Title (Trees)" in kept and b"<dc:title>Trees</dc:title>" in kept, "readers are told what it is called"
    assert b"(of nothing)" in kept, "nothing but its notes is touched"
    start = kept.index(b"\xff\xd8")
    Image.open(io.BytesIO(kept[start : kept.index(b"\nendstream", start)])).load()


@pytest.mark.parametrize("more", [b"<< /Encrypt 9 0 R >>", b"<< /ByteRange [0 1 2 3] >>"])
def test_a_locked_or_signed_pdf_stays_as_it_is(more):
    assert taken("a.pdf", pdf(more=more)) == pdf(more=more)


@pytest.mark.parametrize("again", [b"/Info 1 0 R ", b"1 0 obj ", b"<?xpacket begin=", b"<dc:creator>", b"/Author ("])
def test_a_pdf_that_only_begins_its_notes_stays_as_it_is(again):
    sent = things.PDF + again * 20_000
    assert documents.quiet(io.BytesIO(sent), ".pdf") is None

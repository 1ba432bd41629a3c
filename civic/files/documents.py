"""Documents without what programs note in them about whoever made them: who wrote it, with what, where a picture in it
was taken.

What people see stays, names on comments and tracked changes with it. A document that is signed or locked stays as it
was sent, and so does one that cannot be read: what we changed in it would be worse than what it tells. In a PDF that
packs its notes they stay as well. Everything here takes time in proportion to the file, whoever made it. Pure.
"""

import contextlib
import re
import shutil
import threading
import zipfile
import zlib
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from civic.files import kinds, pictures

XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPENXML = "http://schemas.openxmlformats.org"
CORE = XML + f'<cp:coreProperties xmlns:cp="{OPENXML}/package/2006/metadata/core-properties"/>'.encode()
NOTES = {  # where office documents keep theirs, and what stands there instead
    "docProps/core.xml": CORE,
    "docProps/app.xml": XML + f'<Properties xmlns="{OPENXML}/officeDocument/2006/extended-properties"/>'.encode(),
    "docProps/custom.xml": XML + f'<Properties xmlns="{OPENXML}/officeDocument/2006/custom-properties"/>'.encode(),
    "meta.xml": XML + b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' office:version="1.2"><office:meta/></office:document-meta>',
}
SIGNED = re.compile(r"^_xmlsignatures/|^META-INF/\w*signatures\.xml$")
PICTURE = re.compile(r"\.(jpe?g|png|webp)$", re.IGNORECASE)
LARGEST_PICTURE = 64 * 2**20  # bytes, unpacked
BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, zlib.error)
_one_at_a_time = threading.Lock()

LOCKED = (b"/Encrypt", b"/ByteRange")  # in a PDF that is locked, or signed
MOST_NOTES = 20  # looked at in a PDF, of each kind: one for each time that it was saved
INFO = re.compile(rb"/Info\s+(\d{1,10})\s+(\d{1,5})\s+R")
WHO = rb"Author|Creator|Producer|Company|Manager|LastModifiedBy"
IN_INFO = re.compile(rb"/(?:" + WHO + rb")\s*(?:\(((?:[^\\()]|\\.)*)\)|<([0-9A-Fa-f\s]*)>)", re.DOTALL)
NAMES = (b"dc:creator", b"dc:contributor", b"xmp:CreatorTool", b"pdf:Producer", b"pdf:Author", b"xmpMM:History")
IN_TAG = re.compile(rb"\s(?:" + b"|".join(NAMES) + rb')="[^"]*"')
EXIF = re.compile(rb"\xff\xe1(..)Exif\x00\x00(?:II\*\x00|MM\x00\*)", re.DOTALL)


def quiet(file: BinaryIO, kind: str) -> bytes | None:
    """The document of this `kind` (see `kinds`) without those notes; None where it stays as it is."""
    file.seek(0)
    if kind == ".pdf":
        return _blanked(file.read())
    if kind not in kinds.OFFICE:
        return None
    try:
        with _one_at_a_time, zipfile.ZipFile(file) as archive:
            return _repacked(archive)
    except BROKEN:
        return None


def _repacked(archive):
    pieces, new, room = archive.infolist(), BytesIO(), pictures.MOST_PIXELS
    if any(SIGNED.match(piece.filename) for piece in pieces):
        return None
    with zipfile.ZipFile(new, "w") as repacked:
        for piece in pieces:
            info = zipfile.ZipInfo(piece.filename)  # of 1980: when it was written is told no more
            info.compress_type, info.external_attr = piece.compress_type, piece.external_attr
            content, pixels = _quiet_piece(archive, piece, room)
            room -= pixels
            with content, repacked.open(info, "w") as to:
                shutil.copyfileobj(content, to)
    return new.getvalue()


def _quiet_piece(archive, piece, room):
    """A piece to be read, and how many pixels were drawn for it, at most `room`: notes are empty, and pictures tell
    nothing but what one sees."""
    if piece.filename in NOTES or piece.filename.endswith(".psmdcp"):
        return BytesIO(NOTES.get(piece.filename, CORE)), 0
    if not PICTURE.search(piece.filename) or piece.file_size > LARGEST_PICTURE:
        return archive.open(piece), 0
    content = BytesIO(archive.read(piece))
    kind, pixels = kinds.kind_of(content, ""), pictures.pixels(content)
    if kind not in pictures.WRITTEN or pixels > room:
        content.seek(0)
        return content, 0
    return BytesIO(_quiet_picture(content, kind)), pixels


def _quiet_picture(file, kind):
    if pictures.tells_more(file):
        with contextlib.suppress(pictures.Unreadable):
            return pictures.redrawn(file, kind, into=kind, longest=pictures.MOST_PIXELS, is_still=True)[0]
    return file.getvalue()


def _blanked(content):
    """The PDF with spaces or zeros where a note stood: everything in it stays in its place."""
    if any(word in content for word in LOCKED):
        return None
    blanked = bytearray(content)
    for start, end in _places(content):
        blanked[start:end] = b" " * (end - start)
    for found in EXIF.finditer(content):
        start, end = found.start() + 10, found.start() + 2 + int.from_bytes(found[1], "big")
        blanked[start : min(end, len(content))] = bytes(max(min(end, len(content)) - start, 0))
    return bytes(blanked) if blanked != content else None


def _places(content):
    """From where to where in a PDF somebody is named by it."""
    for found in set(islice(INFO.findall(content), MOST_NOTES)):
        begins = re.compile(rb"(?<!\d)" + rb"\s+".join(found) + rb"\s+obj\b")
        for info in islice(begins.finditer(content), MOST_NOTES):
            for note in IN_INFO.finditer(content, info.end(), _end(content, b"endobj", info.end())):
                yield note.span(1) if note[1] is not None else note.span(2)
    at = 0
    for _packet in range(MOST_NOTES):
        if (at := content.find(b"<?xpacket begin=", at)) < 0:
            return
        end = _end(content, b"<?xpacket end=", at)
        yield from (found.span() for found in IN_TAG.finditer(content, at, end))
        for name in NAMES:
            yield from _elements(content, name, at, end)
        at = end


def _elements(content, name, at, end):
    """The elements of this name, with everything in them."""
    while (at := content.find(b"<" + name, at, end)) >= 0:
        closing = b"</" + name + b">"
        if (last := content.find(closing, at, end)) < 0:
            return
        yield at, last + len(closing)
        at = last


def _end(content, sign, at):
    """Where `sign` stands next; the end, if nowhere."""
    found = content.find(sign, at)
    return len(content) if found < 0 else found

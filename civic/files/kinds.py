"""What a file is, judged by its content. Pure; reads, and writes nothing.

A kind is told by its usual suffix, in small letters: ".pdf". Only of text the name says which kind it is, as lists and
notes look alike; and only if it is text.
"""

import codecs
import json
import re
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

PICTURES = (".jpg", ".png", ".webp", ".gif", ".heic", ".avif")
OFFICE = (".odt", ".ods", ".odp", ".docx", ".xlsx", ".pptx")
TEXTS = (".txt", ".csv", ".json", ".geojson", ".kml")
OTHER_SUFFIXES = {".jpg": (".jpeg",), ".heic": (".heif",)}

BEGINNINGS = {
    b"%PDF-": ".pdf",
    b"\xff\xd8\xff": ".jpg",
    b"\x89PNG\r\n\x1a\n": ".png",
    b"GIF87a": ".gif",
    b"GIF89a": ".gif",
    b"PK\x03\x04": ".zip",
}
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
AVIF = {b"avif", b"avis"}
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}
MICROSOFT = {"word/": ".docx", "xl/": ".xlsx", "ppt/": ".pptx"}
PROGRAMS = re.compile(r"(^|/)(vbaProject\.bin|Basic/|Scripts/)")  # where office documents keep their macros
UNPACKED = 500 * 2**20  # bytes of everything in a packed file
PIECES = 10_000  # files in a packed file

ENCODINGS = ("utf-8-sig", "cp950")  # what is written here; UTF-16 only with its mark
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
MARKUP = re.compile(r"<(!doctype|html|head|body|script|svg|iframe|object|embed|\?php)\b|^\s*\{\\rtf|^#!", re.IGNORECASE)


class Unwelcome(Exception):
    """A file of a kind that might be taken, but for the reason named: "macros" or "unpacked"."""


def kind_of(file: BinaryIO, name: str) -> str | None:
    """The kind of an open, seekable file; None for what is none of those we know. Raises `Unwelcome`."""
    file.seek(0)
    head = file.read(64)
    kind = next((kind for beginning, kind in BEGINNINGS.items() if head.startswith(beginning)), None)
    if kind == ".zip":
        return _packed(file)
    return kind or _by_container(head) or _text(file, PurePosixPath(name).suffix.lower())


def _by_container(head):
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ".webp"
    if head[4:8] != b"ftyp":
        return None
    brands = {head[at : at + 4] for at in (8, *range(16, min(int.from_bytes(head[:4], "big"), len(head)), 4))}
    return ".avif" if brands & AVIF else ".heic" if brands & HEIC else None


def _packed(file):
    """The kind of a packed file by its table of contents; nothing but the word that names a kind is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            pieces = archive.infolist()
            names = [piece.filename for piece in pieces]
            if len(pieces) > PIECES or sum(piece.file_size for piece in pieces) > UNPACKED:
                raise Unwelcome("unpacked")
            kind = _office(archive, pieces, names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return None
    if kind != ".zip" and any(PROGRAMS.search(name) for name in names):
        raise Unwelcome("macros")
    return kind


def _office(archive, pieces, names):
    first = pieces[0] if pieces else None
    if first and first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED and first.file_size < 100:
        return OPEN_DOCUMENTS.get(archive.read(first), ".zip")
    if "[Content_Types].xml" in names:
        found = {kind for folder, kind in MICROSOFT.items() if any(name.startswith(folder) for name in names)}
        return found.pop() if len(found) == 1 else ".zip"
    return ".zip"


def _text(file, suffix):
    """The kind of a text that says which one it is; a page or a program is none, whatever it is called."""
    if suffix not in TEXTS:
        return None
    file.seek(0)
    text = _decoded(file.read())
    if text is None or CONTROL.search(text) or MARKUP.search(text[:4096]):
        return None
    if suffix in (".json", ".geojson"):
        return suffix if _is_json(text) else None
    if suffix == ".kml":
        return suffix if "<kml" in text[:4096] and "<!ENTITY" not in text else None
    return suffix


def _decoded(content):
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_json(text):
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True

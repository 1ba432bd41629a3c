"""Pictures that stand for a page where somebody passes it on: 1200 × 630, with its title, where it stands and how far.

They are drawn when a network asks for one, never with a page, one at a time, and kept on the disk for a while: at most
`MOST`. What a picture may say is decided by whoever makes the `Postcard`; with other words it is another file, so that
nothing that was hidden since is shown again.
"""

import os
import threading
import time
from dataclasses import astuple, dataclass
from functools import cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from civic import text
from civic.serving.public import for_an_hour

WIDTH, HEIGHT, EDGE = 1200, 630, 80
TWICE = 2  # drawn larger by this and made smaller, so that slanting lines are smooth
MOST = 1000  # pictures on the disk: some 30 MB
FRESH = 5 * 60  # seconds in which a figure may be old
LONGEST, LINES = 120, 3  # characters of a title, and lines of it
SIZES = 72, 62, 52  # of its letters, the first in which it fits
PAPER, SHEET, INK, QUIET = "#f4f6f3", "#ffffff", "#16282d", "#46585d"
BRAND, WASH, CALL, GOLD = "#0b5c66", "#dcedec", "#b23a0e", "#d79c17"
FONTS = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"),
         Path("/System/Library/Fonts"), Path.home() / ".fonts"]  # fmt: skip
CHINESE = ("NotoSansCJK-Bold*", "NotoSansCJKtc-Bold*", "NotoSansTC*", "SourceHanSansTC-Bold*", "SourceHanSans-Bold*",
           "PingFang*", "wqy-microhei*", "wqy-zenhei*")  # fmt: skip
_one_at_a_time = threading.Lock()  # bounds the memory and the time of a process, whoever asks


@dataclass(frozen=True)
class Postcard:
    """`title`; `state` in a word or two; `figure` in words; `share` of the bar, from 0 to 1, or None for no bar;
    `city`: its name, beside that of the site."""

    title: str
    state: str = ""
    figure: str = ""
    share: float | None = None
    city: str = ""

    def at(self, url: str) -> str:
        """Its address, another one whenever it says something else: networks keep a picture for long."""
        return f"{url}?v={blake2b(repr(astuple(self)).encode(), digest_size=4).hexdigest()}"


def as_response(card: Postcard) -> HttpResponse:
    """The picture as a file for everybody."""
    return for_an_hour(HttpResponse(kept(card), content_type="image/png"))


def kept(card: Postcard) -> bytes:
    """The picture of `card` as PNG: the one on the disk, if its words are the same and its figure is fresh."""
    said = repr(((card.title, card.state, card.share is None, card.city), _("Civic"), settings.VERSION))
    path = settings.VAR_DIR / "postcards" / f"{blake2b(said.encode(), digest_size=16).hexdigest()}.png"
    with _one_at_a_time:
        if not _is_fresh(path):
            _write(path, drawn(card))
        return path.read_bytes()


def _is_fresh(path):
    try:
        return time.time() - path.stat().st_mtime < FRESH
    except FileNotFoundError:
        return False


def _write(path, picture):
    """All of it or nothing, and no more than `MOST` in the end: the oldest go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        part.write(picture)
    os.replace(part.name, path)
    there = sorted(path.parent.glob("*.png"), key=lambda each: each.stat().st_mtime)
    for old in there[: max(0, len(there) - MOST)]:
        old.unlink(missing_ok=True)


def drawn(card: Postcard) -> bytes:
    """The picture of `card` as PNG. Words for which this machine has no letters are left out."""
    image = Image.new("RGB", (WIDTH * TWICE, HEIGHT * TWICE), PAPER)
    pen = ImageDraw.Draw(image)
    _ground(pen)
    _brand(pen, card.city)
    _title(pen, card.title)
    _standing(pen, card)
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    written = BytesIO()
    small.save(written, "PNG", optimize=True)
    return written.getvalue()


def _at(*places):
    return [place * TWICE for place in places]


def _ground(pen):
    pen.ellipse(_at(940, 60, 1180, 300), fill="#faefcf")
    pen.polygon(_at(700, 630, 900, 400, 1000, 500, 1110, 350, 1200, 460, 1200, 630), fill="#e9eeeb")
    pen.rectangle(_at(0, HEIGHT - 14, WIDTH, HEIGHT), fill=BRAND)


def _brand(pen, city):
    """The ring of voices that the next voice completes, the name of the site and that of the city."""
    pen.arc(_at(EDGE, 54, EDGE + 52, 106), -20, 290, fill=BRAND, width=8 * TWICE)
    pen.polygon(_at(EDGE + 4, 90, EDGE - 4, 118, EDGE + 26, 108), fill=BRAND)
    pen.ellipse(_at(EDGE + 36, 50, EDGE + 54, 68), fill=CALL)
    _words(pen, (EDGE + 72, 80), " · ".join(filter(None, (_("Civic"), city))), 36, INK, "lm")


def _title(pen, title):
    short = title if text.length(title) <= LONGEST else text.shortened(title, LONGEST).rstrip() + "…"
    if not _found()[0] or not _has_letters_for(short):
        return
    size = next((size for size in SIZES if len(_lines(short, _font(size))) <= LINES), SIZES[-1])
    font = _font(size)
    lines = _lines(short, font)[:LINES]
    top = 282 - len(lines) * size * 0.65
    for place, line in enumerate(lines):
        pen.text(_at(EDGE, top + place * size * 1.3), line, font=font, fill=INK)


def _lines(title, font):
    """The title in lines that fit, broken between words."""
    lines, line = [], ""
    for piece in _pieces(title):
        if line and font.getlength((line + piece).rstrip()) > (WIDTH - 2 * EDGE) * TWICE:
            lines.append(line.strip())
            line = ""
        line += piece
    return [*lines, line.strip()] if line.strip() else lines


def _pieces(title):
    """After each of them a line may end: words of Chinese, and what spaces part; within one longer than a line, too.
    """
    for piece in text.words(" ".join(title.split())):
        for word in piece.replace(" ", " \0").split("\0"):
            most = 28 if word.isascii() else 14
            yield from (word[start : start + most] for start in range(0, len(word), most))


def _standing(pen, card):
    if card.state:
        _words(pen, (EDGE, 462), card.state, 34, BRAND, "lm")
    if card.share is not None:
        pen.rounded_rectangle(_at(EDGE, 500, WIDTH - EDGE, 524), 12 * TWICE, fill=SHEET, outline="#76868a", width=TWICE)
        end = EDGE + max(24, round((WIDTH - 2 * EDGE) * min(card.share, 1)))
        pen.rounded_rectangle(_at(EDGE, 500, end, 524), 12 * TWICE, fill=GOLD if card.share >= 1 else BRAND)
    if card.figure:
        _words(pen, (EDGE, 568), card.figure, 40, INK, "lm")


def _words(pen, place, words, size, colour, anchor):
    if (font := _font(size)) and _has_letters_for(words):
        pen.text(_at(*place), words, font=font, fill=colour, anchor=anchor)


@cache
def _font(size):
    """The letters of this machine that know Chinese, `size` units high; None where there are none."""
    path, index = _found()
    return path and ImageFont.truetype(path, size * TWICE, index=index)


@cache
def _found():
    """(file of the font, number of the face for Taiwan in it), or (None, 0)."""
    for name in CHINESE:
        for path in (path for folder in FONTS if folder.is_dir() for path in sorted(folder.rglob(name))):
            return str(path), _face(path)
    return None, 0


def _face(path):
    """Which face of a collection is the one for Taiwan; the first where it does not say."""
    for index in range(10 if path.suffix == ".ttc" else 0):
        try:
            names = ImageFont.truetype(str(path), 20, index=index).getname()
        except OSError:  # there are no more faces
            return 0
        if "TC" in (names[0] or ""):
            return index
    return 0


def _has_letters_for(words):
    """Whether the font knows each character; an empty box is what it draws for what it does not know."""
    font = _font(20)
    empty = bytes(font.getmask("\U0010ffff"))
    return all(character.isspace() or bytes(font.getmask(character)) != empty for character in set(words))

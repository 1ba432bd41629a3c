"""A list of people to invite, as spreadsheets write it: read, and each line that cannot be used said in a sentence.

Nothing is sent from here. What was read is sealed into the preview, and judged anew when it is confirmed.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from civic import text
from civic.accounts.models import Person
from civic.accounts.registry import roles
from civic.agencies.models import Agency
from civic.city.calendar import end_of_day
from civic.lifecycle import Refusal, Refused
from civic.staffing import actions, rules
from civic.staffing.models import Invitation
from civic.tables import FORMULA
from civic.writing import Mailbox

MOST_LINES, MOST_BYTES = 300, 256 * 1024
SEAL, SEALED_FOR = "civic.staffing.lines", 3600  # seconds between preview and confirmation
COLUMNS = {
    "email": {"email", "e-mail", "電子郵件", "電子郵件地址", "電子信箱", "信箱"},
    "role": {"role", "角色"},
    "agency": {"agency", "機關", "局處"},
    "until": {"until", "last day", "期限", "最後一日", "到期日"},
}
NEEDED = ("email", "role")
DAY = re.compile(r"(\d{2,4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the file, its cells as they stood, what they were understood as, and `fault`, a sentence,
    "" for none. `is_needless`: nothing is to be sent, and nothing is wrong."""

    number: int
    cells: dict[str, str]
    asked: dict[str, Any]
    fault: str = ""
    is_needless: bool = False

    @property
    def is_sent(self) -> bool:
        return not self.fault and not self.is_needless


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8 with a mark or without, UTF-16 with one, or Big5 as Excel writes it in Taiwan."""
    is_marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if is_marked else ["utf-8-sig", "cp950"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Refusal("encoding", _("This file is no text we can read. Please save it as “CSV UTF-8”.")))


def read(content: bytes, administrator: Person, now: datetime) -> list[Line]:
    """The lines of a file. Raises `Refused` where it is no table we know."""
    if len(content) > MOST_BYTES:
        raise Refused(Refusal("too_big", _("This file is too big. Please split it.")))
    rows = _rows(decoded(content))
    names = _columns(next(rows, []))
    found, seen = [], set()
    for number, row in enumerate(rows, 2):
        cells = {name: text.line(row[place]) if place < len(row) else "" for name, place in names.items()}
        if not any(cells.values()):
            continue
        found.append(_line(number, cells, administrator, now, seen))
        if len(found) > MOST_LINES:
            sentence = _("This list has more than %(most)s lines. Please split it.") % {"most": MOST_LINES}
            raise Refused(Refusal("too_long", sentence))
    if not found:
        raise Refused(Refusal("empty", _("There is no line below the headings.")))
    return found


def _rows(words: str) -> Iterator[list[str]]:
    """The rows, whichever sign stands between the cells; Excel may have said it in a line of its own."""
    words = re.sub(r"\A(?:\"?sep=.\"?\r?\n)", "", words)
    head = words.partition("\n")[0]
    sign = max(",;\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(words, newline=""), delimiter=sign, strict=True)
    except csv.Error:
        raise Refused(Refusal("csv", _("A quotation mark in this file is not closed."))) from None


def _columns(head):
    called = [text.line(cell).lower() for cell in head]
    names = {name: next((n for n, each in enumerate(called) if each in words), None) for name, words in COLUMNS.items()}
    missing = [name for name in NEEDED if names[name] is None]
    if missing:
        sentence = _("The first line has to name the columns: email, role, agency, until (電子郵件、角色、機關、期限).")
        raise Refused(Refusal("headings", sentence))
    return {name: place for name, place in names.items() if place is not None}


def _line(number, cells, administrator, now, seen):
    try:
        asked = _understood(cells)
        key = (asked["email"], asked["role"], asked["agency"] and asked["agency"].pk)
        if key in seen:
            raise Refused(Refusal("twice", _("This stands further up already.")))
        seen.add(key)
        refusal = rules.may_invite(administrator, now=now, **asked)
        if refusal:
            raise Refused(refusal)
    except Refused as refused:
        return Line(number, cells, {}, str(refused.refusal))
    needless = actions.needless(**asked)
    return Line(number, cells, asked, str(needless) if needless else "", is_needless=needless is not None)


def _understood(cells):
    for cell in cells.values():
        if FORMULA.match(cell):
            raise _no(_("“%(cell)s” begins like a formula of a spreadsheet."), cell)
    return {
        "email": _email(cells["email"]),
        "role": _role(cells["role"]),
        "agency": _agency(cells.get("agency", "")),
        "until": _until(cells.get("until", "")),
    }


def _no(sentence, cell):
    return Refused(Refusal("line", sentence % {"cell": text.shortened(cell, 40)}))


def _email(cell):
    """One mailbox, as the form for one asks for it: no two with a comma between them."""
    try:
        return Mailbox().clean(cell)
    except ValidationError:
        raise _no(_("“%(cell)s” is no email address."), cell) from None


def _role(cell):
    for each in roles():
        called = {each.name}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                called.add(str(each.title).lower())
        if cell.lower() in called:
            return each.name
    raise _no(_("There is no role “%(cell)s”."), cell)


def _agency(cell):
    if not cell:
        return None
    found = Agency.objects.filter(Q(code__iexact=cell) | Q(name_zh=cell) | Q(name_en__iexact=cell))[:2]
    if len(found) != 1:
        raise _no(_("There is no agency “%(cell)s”."), cell)
    return found[0]


def _until(cell):
    """The end of the day that a cell names, of this era or counted from 1911."""
    if not cell:
        return None
    match = DAY.fullmatch(cell)
    try:
        year, month, day = map(int, match.groups())
        return end_of_day(date(year if year > 1911 else year + 1911, month, day))
    except (AttributeError, ValueError, OverflowError):
        raise _no(_("“%(cell)s” is no day; please write it as 2026-12-31."), cell) from None


def sealed(lines: list[Line]) -> str:
    """What is to be sent, for the form of the preview."""
    return signing.dumps([_as_text(line.asked) for line in lines if line.is_sent], salt=SEAL, compress=True)


def _as_text(asked):
    agency, until = asked["agency"], asked["until"]
    return [asked["email"], asked["role"], agency and agency.pk, until and until.isoformat()]


def send(seal: str, administrator: Person, now: datetime) -> list[Invitation]:
    """Invite those in a sealed preview; whoever has been invited meanwhile is passed over. Raises `Refused`."""
    try:
        told = signing.loads(seal, salt=SEAL, max_age=SEALED_FOR)
    except signing.BadSignature:
        raise Refused(Refusal("stale", _("This preview is too old. Please choose the file again."))) from None
    sent = []
    for email, role, agency, until in told:
        asked = {
            "agency": agency and Agency.objects.get(pk=agency),
            "until": until and datetime.fromisoformat(until),
        }
        if actions.needless(email, role, **asked) is None:
            sent.append(actions.invite(email, role, at=now, actor=administrator, **asked))
    return sent

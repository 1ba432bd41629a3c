"""What gives somebody away: identity numbers, mobile numbers, mailboxes, however they are spelled."""

import re
import unicodedata
from typing import NamedTuple

IDENTITY, MOBILE, MAIL = "identity", "mobile", "mail"

CHINESE_DIGITS = dict(zip("〇零一二三四五六七八九壹貳參肆伍陸柒捌玖", "00123456789123456789", strict=True))
SEPARATORS = re.compile(r"[\W_]")  # what people put between the digits of a number

# Patterns over a text as `_plain` makes it: folded, Chinese digits as Arabic ones, nothing invisible. What a colon or
# the end of a line divides is a number only if it is grouped like one: hours and columns of figures are not.
BETWEEN = r"(?:_|[^\w@]){0,3}"
LANDLESS = rf"9(?:{BETWEEN}\d){{8}}"  # a mobile number without country and zero
ENDS = r"(?!:?\d)"
NUMBERS = re.compile(
    rf"(?<![\da-z])(?<!\d[:.])(?=[+08])(?:(?:\+|00)?{BETWEEN}8{BETWEEN}8{BETWEEN}6{BETWEEN}0?{BETWEEN}|0(?!\.\d{{9}}){BETWEEN}){LANDLESS}{ENDS}"
    rf"|(?<![\w.])(?:\+|00{BETWEEN}(?=[1-9]))[1-9](?:[ ()./:\n-]{{0,2}}\d){{7,14}}{ENDS}"
)
IDENTITIES = re.compile(rf"(?<![a-z\d])(?<![\da-f]{{4}}-)[a-z]{BETWEEN}[a-d1289](?:{BETWEEN}\d){{8}}(?!\d)")
BLANK = r"[^\S\n]{0,3}"
AT = rf"{BLANK}(?:@|[(\[{{<【〔「]\s*(?:at|@|a|小老鼠)\s*[)\]}}>】〕」]|[-_ ]小老鼠[-_ ]?|小老鼠|艾特){BLANK}"
TOP = r"(?=(?:com|net|org|edu|gov|idv|mil|info|io|me|tw)(?![a-z\d-]))"
DOT = (
    rf"(?:\s{{0,3}}[.。點]\s{{0,3}}{TOP}|\.|{BLANK}[(\[{{<【〔「]\s*(?:dot|\.|點)\s*[)\]}}>】〕」]{BLANK}"
    r"|[\s_-]{1,3}dot[\s_-]{1,3})"
)
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?"
START = r"(?<![a-z0-9._%+-])"
LOCAL = rf"{START}[a-z0-9](?:[a-z0-9._%+-]*[a-z0-9_%+-])?"
HOST = rf"{LABEL}(?:{DOT}{LABEL})+"
MAILBOXES = re.compile(
    rf"{LOCAL}(?:{AT})(?=[a-z0-9-]*[a-z])(?:{LABEL})(?:{DOT}{LABEL})*|{LOCAL}{BLANK}@\s{{1,3}}{HOST}"
    rf"|{LOCAL}\s+at\s+{LABEL}(?:\s+dot\s+{LABEL})+"
)
# With an "at" in small letters and dots as dots it may as well be the place where something is found. It is a mailbox
# at a house of mailboxes, after a name that is no plain word, and after a word that no English sentence leads to.
AT_WORD = r"(?:\s{1,3}at\s{1,3}|[-_]at[-_])"
SHORT_LOCAL = rf"{START}[a-z0-9][a-z0-9._%+-]{{0,63}}?"
HOUSES = rf"(?:(?:msa\.)?hinet|(?:google|g|hot|y)mail|yahoo|outlook|live|msn|icloud|proton(?:mail)?|pchome|qq){DOT}"
FINDING = (
    "look|see|meet|find|found|visit|read|more|info|apply|register|join|us|me|here|online|available|published|page|site"
)
SPOKEN_MAILBOXES = re.compile(
    rf"{SHORT_LOCAL}{AT_WORD}{HOUSES}{LABEL}(?:{DOT}{LABEL})*(?!/)"
    rf"|{START}(?=[a-z]{{1,64}}[\d._+-]){SHORT_LOCAL}{AT_WORD}(?!www\b){HOST}(?![/\w])"
    rf"|(?<![a-z0-9,] )(?!(?:{FINDING})\b){SHORT_LOCAL}{AT_WORD}(?!www\b){HOST}(?![/\w])"
)
# An AT that stands out is none of the sentence: "x AT y.tw".
SHOUTED = re.compile(r"(?<=[a-z\d]\s)[AＡ][TＴ](?=\s{1,3}(?!www\b)[a-z\d-]+\s{0,3}[.。．點])", re.ASCII)
OTHER_MAILBOXES = re.compile(r"(?<![\w.+-])[\w.+-]+@\w[\w-]*\.[\w.-]*\w")  # in other scripts, 小明@例子.tw

# What a nickname must not even resemble.
LIKE_IDENTITY = re.compile(r"[a-z][a-d1289]\d{8}")
LIKE_PHONE = re.compile(r"\d{7,}")
LIKE_ADDRESS = re.compile(r"@|\b[\w-]+\.(com|net|org|edu|gov|io|me|tw|cc|info)\b")

# For logs, which want no plain text made first.
LOGGED_MAIL = re.compile(r"[^\s@<>(){}\[\]\"',;:=]+@[^\s@<>(){}\[\]\"',;:=]+")
LOGGED_NUMBER = re.compile(
    r"(?<![\w.])(?:\+?886[ -]?0?|0)9\d{2}[ -]?\d{3}[ -]?\d{3}(?!\d)|(?<![\w.])\+[1-9]\d{7,14}(?!\d)"
)
LOGGED_IDENTITY = re.compile(r"(?<!\w)[A-Za-z][A-Da-d1289]\d{8}(?!\w)")

DIVIDED = re.compile(r"[:\n]")
TOGETHER = ([4, 6], [4, 3, 3], [7, 3], [4, 2, 2, 2], [5, 5], [6, 4], [8, 2], [3, 3, 4])
EVENLY = ([2, 8], [1, 9], [2, 2, 3, 3], [2, 4, 4], [1, 3, 3, 3])
LETTERS = "abcdefghjklmnpqrstuvxywzio"  # in the order of the numbers they stand for, from 10 on
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 1, 1)


class Passage(NamedTuple):
    """Where something personal stands in a text: `kind` of it, from `start` to before `end`, and its `key`.

    Two passages with the same key are the same number or mailbox, however they are written.
    """

    kind: str
    start: int
    end: int
    key: str


def passages(text: str) -> list[Passage]:
    """All identity numbers with a right check digit, mobile and foreign numbers and mailboxes in `text`, in order."""
    plain, places = _plain(text)
    found, taken = [], bytearray(len(text))
    for kind, pattern, key_of in (
        (IDENTITY, IDENTITIES, _identity),
        (MAIL, MAILBOXES, _mail),
        (MAIL, SPOKEN_MAILBOXES, _mail),
        (MAIL, OTHER_MAILBOXES, _mail),
        (MOBILE, NUMBERS, _mobile),
    ):
        for match in pattern.finditer(plain):
            start, end, key = places[match.start()], places[match.end() - 1] + 1, key_of(match[0])
            if key and not any(taken[start:end]):
                found.append(Passage(kind, start, end, key))
                taken[start:end] = b"x" * (end - start)
    return sorted(found, key=lambda passage: passage.start)


def _plain(text):
    """`text` folded character by character, and for each character of it, and its end, the place it stands for."""
    plain, places = [], []
    for place, char in enumerate(SHOUTED.sub("@ ", text)):
        if unicodedata.category(char) in ("Cf", "Mn", "Me", "Cs"):
            continue
        for part in unicodedata.normalize("NFKC", char).casefold():
            plain.append(CHINESE_DIGITS.get(part) or _in_our_digits(part))
            places.append(place)
    return "".join(plain), [*places, len(text)]


def _in_our_digits(char):
    """A digit of any script as ours; everything else as it is."""
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def _identity(found):
    """The number if its check digit is right. A second letter, of residents' old numbers, counts as its last digit."""
    number = "".join(char for char in found if char.isalnum())
    if DIVIDED.search(found) and min(map(len, re.findall(r"\d+", found))) < 3:
        return ""
    first = LETTERS.index(number[0]) + 10
    second = number[1] if number[1].isdecimal() else str((LETTERS.index(number[1]) + 10) % 10)
    rest = [int(digit) for digit in second + number[2:]]
    total = first // 10 + first % 10 * 9 + sum(map(int.__mul__, rest, WEIGHTS))
    return number if total % 10 == 0 else ""


def _mobile(found):
    """The number in international form; "" for what is a date, hours, or a column of figures, not a number."""
    groups = re.findall(r"\d+", found)
    digits = "".join(groups)
    sizes = [len(group) for group in groups]
    if re.match(r"00(?=[1-9])", digits):
        digits = digits[2:]
    elif not digits.startswith("886") and not found.lstrip("(").startswith("+"):
        is_whole = sizes[0] >= 4 or _is_spelled_evenly(sizes)
        return "+886" + digits[1:] if _is_together(found, sizes) and is_whole else ""
    if digits.startswith("886"):
        return "+886" + digits[3:].removeprefix("0")
    return "+" + digits if not DIVIDED.search(found) or (len(digits) < 14 and sizes[-1] == 4) else ""


def _is_together(found, sizes):
    """Whether a number that a colon or the end of a line divides is grouped as numbers are, or digit by digit."""
    if not DIVIDED.search(found) or sizes in TOGETHER or set(sizes) == {1}:
        return True
    return ":" in found and "\n" not in found and (sizes == [2, 8] or len(set(re.findall(r"\D+", found))) == 1)


def _is_spelled_evenly(sizes):
    """Whether a number whose first group is short is one all the same: digit by digit, in pairs, or 09 and the rest."""
    return len(sizes) == 1 or sizes in EVENLY or len(set(sizes)) == 1 or sizes == [3, 7]


def _mail(found):
    """The mailbox as everybody writes it."""
    plain = re.sub(rf"(?:{AT})|{AT_WORD}", "@", found, count=1)
    local, _at, domain = plain.partition("@")
    return f"{local.strip()}@" + re.sub(DOT, ".", domain).strip()


def occurrences(text: str, value: str) -> list[tuple[int, int]]:
    """(start, end) wherever `value` stands in `text`, whatever its widths, case and spaces; Latin letters as a word."""
    plain, places = _plain(text)
    wanted = "".join(_plain(value)[0].split())
    if not wanted:
        return []
    before = "(?<![a-z])" if re.match("[a-z]", wanted) else ""
    after = "(?![a-z])" if re.search("[a-z]$", wanted) else ""
    pattern = re.compile(before + r"\s*".join(map(re.escape, wanted)) + after)
    return [(places[match.start()], places[match.end() - 1] + 1) for match in pattern.finditer(plain)]


def digits_of(text: str) -> str:
    """`text` folded, Chinese digits as Arabic ones, without what stands between the digits of a number."""
    return SEPARATORS.sub("", _plain(text)[0])


def looks_like_address(text: str) -> bool:
    """Whether an e-mail or web address stands in it."""
    is_mail = any(found.kind == MAIL for found in passages(text))
    return is_mail or LIKE_ADDRESS.search(_plain(text)[0]) is not None


def looks_like_identity(text: str) -> bool:
    """Whether something of the form of an identity number stands in it, whether or not its check digit is right."""
    return LIKE_IDENTITY.search(digits_of(text)) is not None


def looks_like_phone(text: str) -> bool:
    """Whether seven digits or more stand together in it."""
    return LIKE_PHONE.search(digits_of(text)) is not None


def masked(text: str) -> str:
    """`text` for logs: e-mail addresses, mobile and international phone numbers and identity numbers as `‹…›`."""
    for pattern, word in ((LOGGED_MAIL, "‹e-mail›"), (LOGGED_NUMBER, "‹phone›"), (LOGGED_IDENTITY, "‹identity›")):
        text = pattern.sub(word, text)
    return text

"""What gives somebody away: identity numbers, mobile numbers, mailboxes, however they are spelled."""

import re
import unicodedata
from typing import NamedTuple

IDENTITY, MOBILE, MAIL = "identity", "mobile", "mail"

CHINESE_DIGITS = dict(zip("〇零一二三四五六七八九壹貳參肆伍陸柒捌玖", "00123456789123456789", strict=True))
SEPARATORS = re.compile(r"[\s\-–—_.,·()/+]")  # what people put between the digits of a number

# Patterns over a text as `_plain` makes it: folded, Chinese digits as Arabic ones, nothing invisible. A colon stands
# between no digits of a number, but between those of two hours.
BETWEEN = r"(?:_|[^\w\n:@]){0,3}"
LANDLESS = rf"9(?:{BETWEEN}\d){{8}}"  # a mobile number without country and zero
NUMBERS = re.compile(
    rf"(?<![\da-z])(?:(?:\+|00)?{BETWEEN}8{BETWEEN}8{BETWEEN}6{BETWEEN}0?{BETWEEN}|0{BETWEEN}){LANDLESS}(?!\d)"
    rf"|(?<![\w.])(?:\+|00{BETWEEN}(?=[1-9]))[1-9](?:[ ()./-]{{0,2}}\d){{7,14}}(?!\d)"
)
IDENTITIES = re.compile(rf"(?<![a-z\d])[a-z]{BETWEEN}[a-d1289](?:{BETWEEN}\d){{8}}(?!\d)")
AT = r"[^\S\n]{0,3}(?:@|[(\[{<【〔「]\s*(?:at|@|a|小老鼠)\s*[)\]}>】〕」]|[-_ ]小老鼠[-_ ]?|小老鼠)[^\S\n]{0,3}"
DOT = r"(?:\.|[^\S\n]{0,3}[(\[{<【〔「]\s*(?:dot|\.|點)\s*[)\]}>】〕」][^\S\n]{0,3})"
LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
LOCAL = r"(?<![a-z0-9._%+-])[a-z0-9](?:[a-z0-9._%+-]*[a-z0-9_%+-])?"
MAILBOXES = re.compile(
    rf"{LOCAL}(?:{AT})(?=[a-z0-9-]*[a-z])(?:{LABEL})(?:{DOT}{LABEL})*"
    rf"|{LOCAL}\s+at\s+{LABEL}(?:\s+dot\s+{LABEL})+"
)
OTHER_MAILBOXES = re.compile(r"[\w.+-]+@\w[\w-]*\.[\w.-]*\w")  # in other scripts, 小明@例子.tw

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
    found = []
    for kind, pattern, key_of in (
        (IDENTITY, IDENTITIES, _identity),
        (MAIL, MAILBOXES, _mail),
        (MAIL, OTHER_MAILBOXES, _mail),
        (MOBILE, NUMBERS, _mobile),
    ):
        for match in pattern.finditer(plain):
            key = key_of(match[0])
            if key and not any(one.start < places[match.end()] and places[match.start()] < one.end for one in found):
                found.append(Passage(kind, places[match.start()], places[match.end() - 1] + 1, key))
    return sorted(found, key=lambda passage: passage.start)


def _plain(text):
    """`text` folded character by character, and for each character of it, and its end, the place it stands for."""
    plain, places = [], []
    for place, char in enumerate(text):
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
    first = LETTERS.index(number[0]) + 10
    second = number[1] if number[1].isdecimal() else str((LETTERS.index(number[1]) + 10) % 10)
    rest = [int(digit) for digit in second + number[2:]]
    total = first // 10 + first % 10 * 9 + sum(map(int.__mul__, rest, WEIGHTS))
    return number if total % 10 == 0 else ""


def _mobile(found):
    """The number in international form; "" for what is a date with hours, not a number."""
    groups = re.findall(r"\d+", found)
    digits = "".join(groups)
    if re.match(r"00(?=[1-9])", digits):
        digits = digits[2:]
    elif not digits.startswith("886") and not found.lstrip("(").startswith("+"):
        if len(groups) > 1 and len(groups[0]) < 4 and not _is_spelled_evenly(groups):
            return ""
        return "+886" + digits[1:]
    return "+886" + digits[4:] if digits.startswith("8860") else "+" + digits


def _is_spelled_evenly(groups):
    """Whether a number whose first group is short is one all the same: digit by digit, in pairs, or 09 and the rest."""
    sizes = [len(group) for group in groups]
    return sizes in EVENLY or sizes == [sizes[0]] * len(sizes)


def _mail(found):
    """The mailbox as everybody writes it."""
    plain = re.sub(rf"(?:{AT})|\s+at\s+", "@", found, count=1)
    local, _at, domain = plain.partition("@")
    return f"{local.strip()}@" + re.sub(rf"(?:{DOT})|\s+dot\s+", ".", domain).strip()


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

"""Comparing and judging what people write: equal spellings, invisible characters, personal data. Pure.

Each function takes text as somebody typed it; none raises. Imports nothing of ours.
"""

import re
import unicodedata

CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九壹貳參肆伍陸柒捌玖", "00123456789123456789")
SEPARATORS = re.compile(r"[\s\-–—_.,·()/+]")  # what people put between the digits of a number

# The form of a national or resident number, whether or not its check digit is right.
IDENTITY = re.compile(r"[a-z][a-d1289]\d{8}")
PHONE = re.compile(r"\d{7,}")
ADDRESS = re.compile(r"@|\b[\w-]+\.(com|net|org|edu|gov|io|me|tw|cc|info)\b")
HAN = re.compile(r"[\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
MAIL = re.compile(r"[^\s@<>(){}\[\]\"',;:=]+@[^\s@<>(){}\[\]\"',;:=]+")
NUMBER = re.compile(r"(?<![\w.])(?:\+?886[ -]?0?|0)9\d{2}[ -]?\d{3}[ -]?\d{3}(?!\d)|(?<![\w.])\+[1-9]\d{7,14}(?!\d)")
PERSONAL = re.compile(r"(?<!\w)[A-Za-z][A-Da-d1289]\d{8}(?!\w)")

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # categories of control, direction and format characters
MARKS = {"Mn", "Me"}


def folded(text: str) -> str:
    """`text` with widths and case evened out: ＡＢＣ is abc."""
    return unicodedata.normalize("NFKC", text).casefold()


def bare(text: str) -> str:
    """`folded`, without any space: ＡＢＣ 123 is abc123."""
    return re.sub(r"\s+", "", folded(text))


def digits_of(text: str) -> str:
    """`folded`, Chinese digits as Arabic ones, without what stands between the digits of a number."""
    return SEPARATORS.sub("", folded(text).translate(CHINESE_DIGITS))


def national_number(text: str) -> str:
    """`bare`, without what people put between the digits of a phone number, +886 as 0."""
    return re.sub(r"[-().·・‐–—]", "", bare(text)).replace("+8860", "0").replace("+886", "0")


def is_disguised(text: str) -> bool:
    """Whether control, direction or format characters, or stacks of accents, hide what it says or break a page."""
    if any(unicodedata.category(char) in INVISIBLE for char in text):
        return True
    return "mmm" in "".join("m" if unicodedata.category(char) in MARKS else " " for char in text)


def mixes_alphabets(text: str) -> bool:
    """Whether Latin letters stand beside Greek or Cyrillic ones, which look like them."""
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha()}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})


def looks_like_address(text: str) -> bool:
    """Whether an e-mail or web address stands in it."""
    return ADDRESS.search(folded(text)) is not None


def looks_like_identity(text: str) -> bool:
    """Whether something of the form of an identity number stands in it."""
    return IDENTITY.search(digits_of(text)) is not None


def looks_like_phone(text: str) -> bool:
    """Whether seven digits or more stand together in it."""
    return PHONE.search(digits_of(text)) is not None


def masked(text: str) -> str:
    """`text` for logs: e-mail addresses, mobile and international phone numbers and identity numbers as `‹…›`."""
    for pattern, word in ((MAIL, "‹e-mail›"), (NUMBER, "‹phone›"), (PERSONAL, "‹identity›")):
        text = pattern.sub(word, text)
    return text


def bigrams(text: str) -> set[str]:
    """All pairs of neighbouring letters and digits, whatever their case: texts that share many are alike, in Chinese as
    in English."""
    letters = "".join(character for character in text.casefold() if character.isalnum())
    return {letters[n : n + 2] for n in range(len(letters) - 1)}

"""What a public nickname may look like: it must not give away who somebody is, nor claim an office. Pure."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

SHORTEST, LONGEST = 2, 20

CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九壹貳參肆伍陸柒捌玖", "00123456789123456789")
LOOKALIKES = str.maketrans("0135", "oies")
SEPARATORS = re.compile(r"[\s\-–—_.,·()/+]")

# The form of a national or resident number, whether or not its check digit is right.
IDENTITY = re.compile(r"[a-z][a-d1289]\d{8}")
PHONE = re.compile(r"\d{7,}")
ADDRESS = re.compile(r"@|\b[\w-]+\.(com|net|org|edu|gov|io|me|tw|cc|info)\b")
OFFICE = re.compile(
    r"政府|市府|市長|副市長|議會|區公所|公所$|管理員|管理者|管理小組|官方|客服|系統管理|承辦人|檢核小組|(局|署|委員會|衛生所|派出所)$"
    r"|admin|moderator|official|cityhall|citygovernment|mayor|customerservice|webmaster|sysop"
)


def tidy(nickname):
    """The nickname as it is stored: composed characters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", nickname).split())


def fault(nickname, private=()):
    """The sentence that says why this cannot be a nickname, or None. `private`: what it must not repeat."""
    nickname = tidy(nickname)
    plain = unicodedata.normalize("NFKC", nickname).casefold()
    for is_wrong, sentence in CHECKS:
        if is_wrong(nickname, plain):
            return sentence
    if plain in {unicodedata.normalize("NFKC", text).casefold() for text in private if text}:
        return _("Please choose a nickname that is not your name or e-mail address: it is shown in public.")
    return None


def _wrong_length(nickname, plain):
    return not SHORTEST <= len(nickname) <= LONGEST


def _invisible(nickname, plain):
    """Control, direction and format characters, and stacks of accents: they disguise a text or break a page."""
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for char in nickname):
        return True
    marks = "".join("m" if unicodedata.category(char) in {"Mn", "Me"} else " " for char in nickname)
    return "mmm" in marks


def _wordless(nickname, plain):
    return not any(char.isalnum() for char in nickname)


def _mixed(nickname, plain):
    """Latin letters beside Greek or Cyrillic ones, which look like them."""
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in nickname if char.isalpha()}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})


def _digits(plain):
    return SEPARATORS.sub("", plain.translate(CHINESE_DIGITS))


CHECKS = [
    (_wrong_length, _("A nickname has between 2 and 20 characters.")),
    (_invisible, _("Please leave out invisible or control characters.")),
    (_wordless, _("A nickname needs at least one letter, character or digit.")),
    (_mixed, _("Please do not mix letters of different alphabets that look alike.")),
    (
        lambda nickname, plain: ADDRESS.search(plain),
        _("This looks like an e-mail or web address. A nickname is shown in public, so please choose another."),
    ),
    (
        lambda nickname, plain: IDENTITY.search(_digits(plain)),
        _("This looks like an identity number. A nickname is shown in public, so please choose another."),
    ),
    (
        lambda nickname, plain: PHONE.search(_digits(plain)),
        _("This looks like a phone number. A nickname is shown in public, so please choose another."),
    ),
    (
        lambda nickname, plain: (
            OFFICE.search(SEPARATORS.sub("", plain)) or OFFICE.search(SEPARATORS.sub("", plain.translate(LOOKALIKES)))
        ),
        _("This sounds like an office of the city. Please choose a nickname of your own."),
    ),
]

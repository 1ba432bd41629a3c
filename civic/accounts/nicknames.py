"""What a public nickname may look like: it must not give away who somebody is, nor claim an office. Pure."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from civic import text

SHORTEST, LONGEST = 2, 20

OFFICE = re.compile(
    r"政府|市府|市長|副市長|議會|區公所|公所$|管理員|管理者|管理小組|官方|客服|系統管理|承辦人|檢核小組|檢核員|發言人|秘書長|主任委員"
    r"|[局處署區科課]長|(局|署|委員會|衛生所|派出所|戶政事務所|清潔隊)(人員|同仁|主任|小編)?$"
    r"|adm[il]n|moderator|off[il]c[il]a[il]|c[il]tyha[il]{2}|c[il]tygovernment|mayor|customerserv[il]ce|webmaster|sysop"
)


def tidy(nickname: str) -> str:
    """The nickname as it is stored: composed characters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", nickname).split())


def fault(nickname: str, private: Iterable[str] = (), taken: Iterable[str] = ()) -> object | None:
    """The sentence that says why this cannot be a nickname, or None. `private`: what it must not repeat; `taken`: the
    nicknames of those who act for the city, which nobody else's may look like."""
    nickname = tidy(nickname)
    for is_wrong, sentence in CHECKS:
        if is_wrong(nickname):
            return sentence
    if text.skeleton(nickname) in {text.skeleton(each) for each in private if each}:
        return _("Please choose a nickname that is not your name or email address: it is shown in public.")
    if _drawn(nickname) in {_drawn(each) for each in taken}:
        return _("Somebody who acts for the city is called like this. Please choose another nickname.")
    return None


def _drawn(nickname):
    """What the eye takes it for, zeros and ones as letters."""
    return text.skeleton(nickname).translate(text.DIGITS)


def _has_wrong_length(nickname):
    return not SHORTEST <= text.length(nickname) <= LONGEST or len(nickname) > LONGEST


def _is_wordless(nickname):
    return not any(char.isalnum() for char in nickname) or text.is_empty(nickname)


def _claims_an_office(nickname):
    return OFFICE.search(text.skeleton(nickname)) or OFFICE.search(_drawn(nickname))


CHECKS = [
    (_has_wrong_length, _("A nickname has between 2 and 20 characters.")),
    (text.is_disguised, _("Please leave out invisible or control characters.")),
    (_is_wordless, _("A nickname needs at least one letter, character or digit.")),
    (text.mixes_alphabets, _("Please do not mix letters of different alphabets that look alike.")),
    (
        text.looks_like_address,
        _("This looks like an email or web address. A nickname is shown in public, so please choose another."),
    ),
    (
        text.looks_like_identity,
        _("This looks like an identity number. A nickname is shown in public, so please choose another."),
    ),
    (
        text.looks_like_phone,
        _("This looks like a phone number. A nickname is shown in public, so please choose another."),
    ),
    (_claims_an_office, _("This sounds like an office of the city. Please choose a nickname of your own.")),
    (text.poses_as_latin, _("Please write letters that look like Latin ones as Latin letters.")),
]

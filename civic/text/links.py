"""Addresses in a text: exactly the address is a link, whatever stands around it without a space."""

import re

HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
HOST = rf"(?:{LABEL}\.)+[A-Za-z][A-Za-z0-9-]*"
OWN_SCRIPT = rf"(?:[{HAN}]+\.)+(?:[A-Za-z]+|台灣|台湾)"  # 例子.台灣
NUMBERED = r"localhost|\d{1,3}(?:\.\d{1,3}){3}"
PLAIN = r"A-Za-z0-9\-._~!$&'()*+,;=:@/?#%\[\]"
WEB = re.compile(rf"https?://(?:{HOST}|{OWN_SCRIPT}|{NUMBERED})(?::\d{{1,5}})?(?:[/?#][{PLAIN}{HAN}]*)?", re.IGNORECASE)
BARE = re.compile(rf"(?<![A-Za-z0-9_.@/-])www\.(?:{HOST})(?:[/?#][{PLAIN}{HAN}]*)?", re.IGNORECASE)
MAIL = re.compile(rf"[A-Za-z0-9](?:[A-Za-z0-9._%+-]*[A-Za-z0-9_%+-])?@{HOST}")
ANY = re.compile(rf"{WEB.pattern}|{BARE.pattern}|(?<![A-Za-z0-9_.+/-]){MAIL.pattern}", re.IGNORECASE)
CLOSING = {")": "(", "]": "["}


def links(text: str) -> list[tuple[int, int, str]]:
    """(start, end, target) of every address in `text`, in order; `www.…` and mailboxes get what they lack in front."""
    found = []
    for match in ANY.finditer(text):
        words = _ending_well(_without_words(match[0]))
        target = words if "://" in words else f"mailto:{words}" if _is_mail(words) else f"https://{words}"
        found.append((match.start(), match.start() + len(words), target))
    return found


def _is_mail(words):
    return MAIL.fullmatch(words) is not None


def _without_words(found):
    """`found` up to where Chinese words begin that only stand behind the address.

    A Chinese part is the address's own where a value or a part of the path begins with it, but not the first one:
    `…/wiki/高雄市` is one address, `example.com/高雄` an address and a word.
    """
    behind = found.find("://") + 3
    for match in re.finditer(rf"[{HAN}]+", found):
        before = found[behind if "://" in found else 0 : match.start()]
        cut = max(map(before.rfind, "/=")) + 1
        part = before[cut:] + match[0]
        is_in_host = not re.search("[/?#]", before)
        is_deep = before[:cut].endswith("=") or before[:cut].count("/") > 1
        if not (is_in_host or (is_deep and re.match(rf"[{HAN}]", part))):
            return found[: match.start()]
    return found


def _ending_well(found):
    """`found` without the punctuation of the sentence it stands in."""
    while found:
        last = found[-1]
        if last in ".,;:!?'*" or (last in CLOSING and found.count(last) > found.count(CLOSING[last])):
            found = found[:-1]
        else:
            break
    return found

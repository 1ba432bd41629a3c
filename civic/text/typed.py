"""What people type or paste for a machine to read: a mailbox, a code, a number, an address of ours."""

import re
import unicodedata

HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
# A code of ours in a sentence: six figures, or two groups of four letters; capitals need no dash between them.
CODE = re.compile(r"(?<![A-Za-z0-9])(?:\d{6}|[A-Za-z]{4}-[A-Za-z]{4}|[B-DF-HJ-NP-TV-XZ]{8})(?![A-Za-z0-9])")
DASHES = re.compile("[\u2010-\u2015\u2212]")
PUNCTUATION = re.compile(r"[^\w/.~%@+-]")  # what stands in no address of ours


def plain(text: str) -> str:
    """`text` in ordinary widths, without anything invisible."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(char for char in text if unicodedata.category(char) not in HIDDEN)


def mailbox(text: str) -> str:
    """The one spelling of an e-mail address; "" where it is none that our letters reach.

    Widths, case, spaces and invisible characters make no second mailbox; letters beyond ASCII in front of the @ none.
    """
    local, at, domain = "".join(plain(text).removeprefix("mailto:").split()).rpartition("@")
    if not (at and local and domain and local.isascii()):
        return ""
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return ""
    return f"{local}@{domain}".lower().rstrip(".")


def code(text: str) -> str:
    """The code in what was typed or pasted, sentence and all; the whole of it where no code is seen."""
    text = DASHES.sub("-", plain(text)).strip()
    found = {match[0] for match in CODE.finditer(text)}
    return found.pop() if len(found) == 1 else re.sub(r"\s+", "", text)


def number(text: str) -> str:
    """A phone number as it was typed, in ordinary widths, the country after a plus."""
    text = re.sub(r"\s+", " ", plain(text)).strip()
    return re.sub(r"^\(?00(?=[\s(-]*[1-9])", "+", text)


def address(path: str) -> str:
    """The path of ours that one damaged on its way through a chat program meant: cut where the sentence around it
    goes on, numbers in ordinary digits, small letters, one stroke at a time, one at its end."""
    path = unicodedata.normalize("NFKC", path)
    path = PUNCTUATION.split(path)[0].rstrip(".-~%+@").lower()
    path = re.sub(r"/0+(?=\d+(?:/|$))", "/", re.sub("/{2,}", "/", path))
    return path if path.endswith("/") else f"{path}/"

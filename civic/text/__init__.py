"""What people write, as people see it: what is empty, how long it is, what may stand, what looks alike, what is a link,
a mailbox, a code, a number, what gives somebody away, where a title may break. Pure.

Every form, verb and door asks here and nowhere else. Each function takes text as somebody typed it; none raises.
`written` judges whole texts, `alike` compares them, `personal` finds what belongs to somebody, `links` finds addresses,
`joints` finds the words of a title, `typed` reads what is typed for machines. Imports nothing of ours.
"""

from civic.text.alike import DIGITS, HAN, folded, mixes_alphabets, poses_as_latin, skeleton
from civic.text.joints import words
from civic.text.links import links
from civic.text.personal import (
    IDENTITY,
    MAIL,
    MOBILE,
    Passage,
    looks_like_address,
    looks_like_identity,
    looks_like_phone,
    masked,
    occurrences,
    passages,
)
from civic.text.typed import address, code, mailbox, number
from civic.text.written import (
    few_lines,
    is_disguised,
    is_empty,
    language_of,
    length,
    line,
    shortened,
    tidy,
    towers,
    without_turns,
)

__all__ = [
    "DIGITS",
    "HAN",
    "IDENTITY",
    "LIKENESS",
    "MAIL",
    "MOBILE",
    "Passage",
    "address",
    "code",
    "few_lines",
    "folded",
    "is_disguised",
    "is_empty",
    "language_of",
    "length",
    "likeness",
    "line",
    "links",
    "looks_like_address",
    "looks_like_identity",
    "looks_like_phone",
    "mailbox",
    "masked",
    "mixes_alphabets",
    "most_alike",
    "number",
    "occurrences",
    "passages",
    "poses_as_latin",
    "shortened",
    "skeleton",
    "tidy",
    "towers",
    "without_turns",
    "words",
]

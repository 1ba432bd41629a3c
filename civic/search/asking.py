"""Reads what somebody typed into the box. Pure; whatever is typed makes a question, perhaps an empty one."""

import re
from dataclasses import dataclass

from civic.search.folding import WITHIN_CHINESE, YEAR, folded, is_chinese, pairs, runs, year

LONGEST = 200  # characters of a question that are read
MOST_TERMS = 60
APART = "\n\n"  # between what somebody set apart: words, not a line that was broken
QUOTED = re.compile(r'["“]([^"“”]*)["”]')  # 「」 stand in ordinary sentences
MINUS = re.compile(r"(?:^|(?<=\s))-(\S+)")
PARTICLES = frozenset("的是在了")
NUMBER = re.compile(r"(?P<word>[^\W\d]*)\s*#?\s*(?P<number>\d{1,9})\s*(?:号)?")
# Words that only ask, folded; the longest first.
QUESTION_WORDS = re.compile(
    "请问|为什么|为甚么|什么样|什么|甚么|哪一[个种年位项]?|哪[个里些位种项]?|为何|如何|何[时地处年人种者]|怎么样|怎么|怎样|多少|谁|是否|有没有|吗|呢"
    r"|\b(?:what|where|when|which|who|how|why|is|are|the|a|an|of|in|to|do|does)\b"
)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for: `text` folded; a word is found by its beginning too; `year` is "y2024" or ""."""

    text: str
    year: str = ""

    @property
    def is_chinese(self) -> bool:
        return is_chinese(self.text)

    @property
    def is_loose(self) -> bool:
        """Whether it is a pair of a particle and a piece of a word: rare, and telling nothing."""
        return len(self.text) > 1 and not PARTICLES.isdisjoint(self.text)

    @property
    def is_beginning(self) -> bool:
        """Whether words that begin with it are found as well."""
        return len(self.text) > 1 and self.text.isalnum() and not self.is_chinese

    @property
    def tsquery(self) -> str:
        """As PostgreSQL reads it; the text is letters and digits only."""
        return self._tsquery(":*" if self.is_beginning else "")

    @property
    def whole_tsquery(self) -> str:
        """The same, without words that only begin with it."""
        return self._tsquery("")

    def _tsquery(self, ending):
        found = [f"'{self.year}'"] if self.year else []
        if self.text:
            found.append(f"'{self.text}'{ending}")
        return f"({'|'.join(found)})"

    @property
    def needles(self) -> tuple[tuple[str, float], ...]:
        """What to count in a `plain` text, and how much each counts: a word that only begins with it, which is the last
        of them, half."""
        if self.is_chinese:
            return ((self.text, 1.0),)
        year = ((f" {self.year} ", 1.0),) if self.year else ()
        if self.is_beginning:
            return (*year, (f" {self.text} ", 0.5), (f" {self.text}", 0.5))
        return (*year, (f" {self.text} ", 1.0)) if self.text else year


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: `terms` all of which a whole answer has, `characters` of its Chinese, `whole` (its plain text, ""
    unless it is more than one term), `phrases` (plain) that must stand in it, `without` (lists of terms) that must not;
    `word` and `number` of "提議 42"."""

    typed: str
    terms: tuple[Term, ...] = ()
    characters: tuple[Term, ...] = ()
    whole: str = ""
    phrases: tuple[str, ...] = ()
    without: tuple[tuple[Term, ...], ...] = ()
    word: str = ""
    number: int | None = None

    def __bool__(self):
        return bool(self.terms)


def read(typed: str, longest: int = LONGEST) -> Question:
    """The question in what was `typed`."""
    text = folded(APART.join(typed[:longest].split()))
    quoted = [plain for match in QUOTED.finditer(text) if (plain := _whole(runs(match[1].replace(APART, " "))))]
    rest = QUOTED.sub(APART, text)
    without = tuple(found for match in MINUS.finditer(rest) if (found := _terms(runs(match[1]))))
    rest = MINUS.sub(APART, rest)
    years = [Term(match["ce"] or "", year(match)) for match in YEAR.finditer(rest) if year(match)]
    words = YEAR.sub(lambda match: APART if year(match) else match[0], rest)
    kept = runs(QUESTION_WORDS.sub(APART, words)) or runs(words)
    pieces = [run for plain in quoted for run in plain.split()] + kept
    found = tuple(dict.fromkeys((*_terms(pieces), *years)))[:MOST_TERMS]
    named = NUMBER.fullmatch(text.strip())
    return Question(
        typed=typed[:longest],
        terms=found,
        characters=tuple(dict.fromkeys(Term(one) for run in pieces if is_chinese(run) for one in run)),
        whole=_whole(pieces) if len(found) > 1 else "",
        phrases=tuple(quoted),
        without=without,
        word=named["word"] if named and ("#" in text or named["word"]) else "",
        number=int(named["number"]) if named and ("#" in text or named["word"]) else None,
    )


def _whole(pieces):
    """As it stands in a plain text: a word is whole there, a run of Chinese may be part of a longer one."""
    text = WITHIN_CHINESE.sub("", " ".join(pieces))
    before = "" if not pieces or is_chinese(pieces[0]) else " "
    after = "" if not pieces or is_chinese(pieces[-1]) else " "
    return f"{before}{text}{after}"


def _terms(found):
    """Terms of runs: words, pairs of neighbours, and characters that stand alone."""
    terms = []
    for run in found:
        terms += map(Term, (pairs(run) or [run]) if is_chinese(run) else [run])
    return tuple(dict.fromkeys(terms))

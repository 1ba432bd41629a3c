"""Lets Wagtail's searches find Chinese, although they look for words and their beginnings only."""

from collections.abc import Iterator

from django.db import models
from wagtail.fields import StreamField
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from civic.text import HAN

LONGEST = 40  # of a piece; whoever types more finds the title by its first forty characters
WITHIN = 12  # of a piece of what is written on a page: there is much more of it


def pieces(text: str, longest: int = LONGEST) -> str:
    """All pieces of its Han characters that somebody may type, separated by spaces: the ends and the short middles of
    every run.

    Wagtail matches the last word typed as a beginning (so `輕軌延` finds the end `輕軌延伸`) and
    the words before it whole (so pieces of one to four characters are listed too).
    """
    found = []
    for run in HAN.findall(text):
        found += [run[start : start + longest] for start in range(len(run))]
        found += [run[at : at + size] for size in (1, 2, 3, 4) for at in range(len(run) - size + 1)]
    return " ".join(dict.fromkeys(found))


class Findable(index.Indexed):
    """A model with a title that choosers find by any part of it. Put before the Wagtail base class."""

    piece_fields = [index.AutocompleteField("title_pieces"), index.SearchField("title_pieces")]

    def title_pieces(self) -> str:
        """What the search index keeps of the title."""
        return pieces(self.title)


class FoundByWords(Findable):
    """A page that is found by what is written on it, too. Put before the Wagtail base class."""

    piece_fields = [*Findable.piece_fields, index.AutocompleteField("written"), index.SearchField("written")]

    def written(self) -> str:
        """What the search index keeps of the page's own texts: the words, and pieces of the Chinese among them."""
        text = " ".join(texts(self))
        return f"{text} {pieces(text, WITHIN)}"


def texts(page: models.Model) -> Iterator[str]:
    """What readers read of each text field that the page's own model has."""
    for field in page._meta.local_fields:
        value = getattr(page, field.attname)
        if isinstance(field, StreamField):
            yield from field.get_searchable_content(value)
        elif isinstance(field, models.TextField):
            yield get_text_for_indexing(value)

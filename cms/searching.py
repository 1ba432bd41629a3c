"""Lets Wagtail's choosers find Chinese titles, although they look for words and their beginnings only."""

from wagtail.search import index

from civic.text import HAN

LONGEST = 40  # of a piece; whoever types more finds the title by its first forty characters


def pieces(text: str) -> str:
    """All pieces of its Han characters that somebody may type, separated by spaces: the ends and the short middles of
    every run.

    Wagtail matches the last word typed as a beginning (so `輕軌延` finds the end `輕軌延伸`) and
    the words before it whole (so pieces of one to four characters are listed too).
    """
    found = []
    for run in HAN.findall(text):
        found += [run[start : start + LONGEST] for start in range(len(run))]
        found += [run[at : at + size] for size in (1, 2, 3, 4) for at in range(len(run) - size + 1)]
    return " ".join(dict.fromkeys(found))


class Findable(index.Indexed):
    """A model with a title that choosers find by any part of it. Put before the Wagtail base class."""

    piece_fields = [index.AutocompleteField("title_pieces"), index.SearchField("title_pieces")]

    def title_pieces(self) -> str:
        """What the search index keeps of the title."""
        return pieces(self.title)

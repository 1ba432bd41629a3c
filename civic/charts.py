"""Charts of one hand, drawn on the server: what they show is also said in a sentence and held in a table. Pure.

`pieces/chart.html` shows any of them: an object with the attributes of `Chart`; the one that draws its inside is its
`template`. They have no colours of their own but classes, so they are readable on paper and in forced
colours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

WIDTH = 600  # of every drawing, in units of its SVG; a page makes it as wide as there is room
ROW, WORDS, THICK = 58, 26, 14  # of a bar: its height with its words, where those stand, how thick it is


class Chart(Protocol):
    """`name` is its own on the page; `title` and `words` are what a screen reader is told; `heads` and `cells` its
    table, the first of each row being what the row is of."""

    name: str
    title: str
    words: str
    width: int
    height: int
    template: str

    @property
    def heads(self) -> Sequence[str]: ...

    @property
    def cells(self) -> Sequence[Sequence[str]]: ...


class Bar(NamedTuple):
    """A row: what it is of, how much, and that in words. `tone`: "", "good", "alarm" or "quiet"; `url` leads on."""

    label: str
    amount: float
    said: str
    tone: str = ""
    url: str = ""


class Drawn(NamedTuple):
    """A bar with its place: the height of its words and of its upper edge, and how long it is."""

    bar: Bar
    words_y: int
    y: int
    length: float


@dataclass(frozen=True)
class Bars:
    """A `Chart` of bars from the left, one below the other; all of them as long as the drawing is wide at `most`, by
    default the largest amount. `column` and `unit` are the heads of the table."""

    name: str
    title: str
    words: str
    bars: Sequence[Bar]
    column: str
    unit: str
    most: float = 0
    width: int = field(default=WIDTH, init=False)
    thick: int = field(default=THICK, init=False)
    template: str = field(default="pieces/charts/bars.html", init=False)

    @property
    def height(self) -> int:
        return ROW * len(self.bars)

    @property
    def drawn(self) -> list[Drawn]:
        """Each bar where it stands."""
        most = self.most or max((bar.amount for bar in self.bars), default=0) or 1
        return [
            Drawn(bar, number * ROW + WORDS, number * ROW + WORDS + 10, round(WIDTH * min(bar.amount / most, 1), 1))
            for number, bar in enumerate(self.bars)
        ]

    @property
    def heads(self) -> list[str]:
        return [self.column, self.unit]

    @property
    def cells(self) -> list[list[str]]:
        return [[bar.label, bar.said] for bar in self.bars]

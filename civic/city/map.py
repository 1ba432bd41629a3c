"""The city as a map of tiles, one for each district, some of them marked with words that lead somewhere."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import get_language

from civic.city.models import District
from civic.city.tiles import tiles

SHADES = 4
WIDTH, HEIGHT, GAP = 72, 52, 4  # of a tile, and between two


class Mark(NamedTuple):
    """What a tile says beside its name, where it leads, and how dark it is: from 1 to `SHADES`, or 0."""

    words: str
    url: str = ""
    shade: int = 0


class Tile(NamedTuple):
    """A district with its corner, its mark if it has one, and whether it is what somebody chose."""

    name: str
    x: int
    y: int
    mark: Mark | None
    is_here: bool

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return self.x + WIDTH // 2


class CityMap(NamedTuple):
    """The drawing: its tiles, and how large it is."""

    tiles: list[Tile]
    width: int
    height: int
    tile_width: int = WIDTH
    tile_height: int = HEIGHT


@dataclass(frozen=True)
class Districts:
    """A chart (`civic.charts`) of how many there are in each district of the city; its table may have rows
    that no tile stands for."""

    name: str
    title: str
    words: str
    map: CityMap
    heads: Sequence[str]
    cells: Sequence[Sequence[str]]
    template: str = "pieces/charts/map.html"

    @property
    def width(self) -> int:
        return self.map.width

    @property
    def height(self) -> int:
        return self.map.height


def shaded(numbers: Mapping[str, int]) -> dict[str, Mark]:
    """A mark for each district that has any of `numbers`: how many, the darker the more of the most."""
    most = max(numbers.values(), default=0)
    return {code: Mark(f"{n:,}", shade=-(-n * SHADES // most)) for code, n in numbers.items() if n}


def city_map(marks: Mapping[str, Mark], here: Collection[str] = ()) -> CityMap | None:
    """The map with `marks` by the codes of districts, and those of `here` chosen; None where nothing is marked."""
    if not marks:
        return None
    places = tiles()
    drawn = [
        _tile(district, places[district.code], marks.get(district.code), district.code in here)
        for district in District.objects.all()
        if district.code in places
    ]
    return CityMap(
        drawn,
        max(tile.x for tile in drawn) + WIDTH + GAP,
        max(tile.y for tile in drawn) + HEIGHT + GAP,
    )


def _tile(district, place, mark, is_here):
    column, row = place
    name = district.name.removesuffix(" District" if get_language() == "en" else "區")
    return Tile(name, GAP + column * (WIDTH + GAP), GAP + row * (HEIGHT + GAP), mark, is_here)

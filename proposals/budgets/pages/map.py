"""The city as a map of tiles, one for each district, with the areas of a cycle in it."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.utils.translation import get_language

from civic.city.models import District
from civic.city.tiles import tiles
from proposals.budgets.models import Area

WIDTH, HEIGHT, GAP = 72, 52, 4  # of a tile, and between two


class Tile(NamedTuple):
    """A district with its corner, and the areas that are for its people."""

    name: str
    x: int
    y: int
    areas: Sequence[Area]
    is_here: bool

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return self.x + WIDTH // 2

    @property
    def numbers(self) -> str:
        """The numbers of its areas."""
        return "·".join(str(area.number) for area in self.areas)


class CityMap(NamedTuple):
    """The drawing: its tiles, and how large it is."""

    tiles: list[Tile]
    width: int
    height: int
    tile_width: int = WIDTH
    tile_height: int = HEIGHT


def city_map(areas: Collection[Area], chosen: Area | None) -> CityMap | None:
    """The map of `areas`, with the tiles of `chosen` marked; None where no area is for the people of some districts."""
    of_district: dict[str, list[Area]] = {}
    for area in areas:
        for district in area.districts.all():
            of_district.setdefault(district.code, []).append(area)
    if not of_district:
        return None
    places = tiles()
    drawn = [
        _tile(district, places[district.code], of_district.get(district.code, []), chosen)
        for district in District.objects.all()
        if district.code in places
    ]
    return CityMap(
        drawn,
        max(tile.x for tile in drawn) + WIDTH + GAP,
        max(tile.y for tile in drawn) + HEIGHT + GAP,
    )


def _tile(district, place, areas, chosen):
    column, row = place
    name = district.name.removesuffix(" District" if get_language() == "en" else "區")
    return Tile(name, GAP + column * (WIDTH + GAP), GAP + row * (HEIGHT + GAP), areas, chosen in areas)

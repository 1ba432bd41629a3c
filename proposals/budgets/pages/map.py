"""The city as a map of tiles, with the areas of a cycle in it."""

from collections.abc import Collection

from civic.city.map import CityMap, Mark, city_map
from proposals.budgets.models import Area


def map_of(areas: Collection[Area], chosen: Area | None) -> CityMap | None:
    """The map of `areas`, with the tiles of `chosen` marked; None where no area is for the people of some districts."""
    of_district: dict[str, list[Area]] = {}
    for area in areas:
        for district in area.districts.all():
            of_district.setdefault(district.code, []).append(area)
    marks = {
        code: Mark("·".join(str(area.number) for area in some), f"?area={some[0].number}#projects")
        for code, some in of_district.items()
    }
    return city_map(marks, [code for code, some in of_district.items() if chosen in some])

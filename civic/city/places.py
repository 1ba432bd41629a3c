"""Every county and district of the country, read from `places.csv`. Pure, no database.

Source: the Ministry of the Interior's codes (see NOTICE). Endorsers declare a place of this table or
nothing, and then no place is shown.
"""

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

TABLE = Path(__file__).with_name("places.csv")

# Townships that became cities in 2015; people and older archives still use the former name.
FORMER = {("10007", "員林鎮"): "10007100", ("10005", "頭份鎮"): "10005050"}


@dataclass(frozen=True, slots=True)
class Place:
    """A county (5-digit code) or a district (8-digit code)."""

    code: str
    name_zh: str
    name_en: str
    districts: list["Place"] = field(default_factory=list, compare=False, repr=False)

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_zh


@cache
def counties() -> dict[str, Place]:
    """{code: county with its districts}: municipalities first, then counties, then the islands."""
    table = {}
    with TABLE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            county = Place(row["county_code"], row["county_zh"], row["county_en"])
            county = table.setdefault(county.code, county)
            county.districts.append(Place(row["code"], row["name_zh"], row["name_en"]))
    return table


@cache
def districts() -> dict[str, Place]:
    """{code: district} of the whole country."""
    return {place.code: place for county in counties().values() for place in county.districts}


@cache
def _county_codes():
    return {key: county.code for county in counties().values() for key in _keys(county)}


@cache
def _district_codes():
    codes = {
        (county.code, key): place.code
        for county in counties().values()
        for place in county.districts
        for key in _keys(place)
    }
    return codes | {(county, _plain(name)): code for (county, name), code in FORMER.items()}


def _keys(place):
    return place.code, _plain(place.name_zh), _plain(place.name_en)


def _plain(text):
    return text.strip().replace("台", "臺").casefold()


def resolve(county: str | None, district: str | None) -> tuple[str, str]:
    """The codes `(county, district)` of what somebody wrote: codes, Chinese (台 or 臺) or English names.

    What is blank or unknown becomes "": an unknown district keeps its county, an 8-digit code brings
    its county along, and a district that does not lie in the county is dropped.
    """
    county, district = _plain(county or ""), _plain(district or "")
    if not county and district in districts():
        county = district[:5]
    code = _county_codes().get(county, "")
    return code, _district_codes().get((code, district), "")


def name(county: str, district: str = "") -> str:
    """The place of two codes, as the reader writes it: 「高雄市鼓山區」; "" where none is said."""
    if county not in counties():
        return ""
    parts = [counties()[county].name]
    if district in districts():
        parts.append(districts()[district].name)
    return ", ".join(reversed(parts)) if get_language() == "en" else "".join(parts)

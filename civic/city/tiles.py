"""Where the districts lie towards each other: a tile for each, on a grid. Pure, no database.

A drawing of ours, not a survey: neighbours lie beside each other as far as squares allow, north is above.
"""

import csv
from functools import cache
from pathlib import Path

from civic.city import places

TABLE = Path(__file__).with_name("tiles.csv")


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """{code of a district: (column, row)}, counted from 0 at the top left."""
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return {row["code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(rows)}


def city() -> str:
    """The name of the city whose districts these are, as the reader writes it."""
    return places.name(next(iter(tiles()))[:5])

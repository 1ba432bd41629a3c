"""The drawing of the city has every district once."""

import pytest

from civic.city.models import District
from civic.city.tiles import tiles


@pytest.mark.django_db
def test_every_district_has_a_tile_of_its_own():
    assert set(tiles()) == set(District.objects.values_list("code", flat=True))
    assert len(set(tiles().values())) == len(tiles())

"""The drawing of the city has every district once."""

import pytest
from django.utils import translation

from civic.city.models import District
from civic.city.tiles import city, tiles


@pytest.mark.django_db
def test_every_district_has_a_tile_of_its_own():
    assert set(tiles()) == set(District.objects.values_list("code", flat=True))
    assert len(set(tiles().values())) == len(tiles())


def test_the_city_has_the_name_of_what_its_districts_lie_in():
    with translation.override("zh-hant"):
        assert city() == "高雄市"
    with translation.override("en"):
        assert city() == "Kaohsiung City"
    assert len({code[:5] for code in tiles()}) == 1, "they lie in one"

import csv
from pathlib import Path

import pytest
from django.utils import translation

from civic.city import places
from civic.city.models import District, Theme

KAOHSIUNG = ("64000", "64000020")
SOURCE = Path(__file__).parents[3] / "shared" / "data" / "admin" / "districts_tw.csv"


@pytest.mark.parametrize(
    "county, district",
    [
        ("64000", "64000020"),
        ("高雄市", "鼓山區"),
        (" 高雄市 ", "鼓山區\n"),
        ("Kaohsiung City", "Gushan District"),
        ("kaohsiung city", "64000020"),
        ("", "64000020"),
    ],
)
def test_a_place_is_known_by_code_and_by_either_name(county, district):
    assert places.resolve(county, district) == KAOHSIUNG


@pytest.mark.parametrize("county", ["台東縣", "臺東縣"])
@pytest.mark.parametrize("district", ["台東市", "臺東市"])
def test_both_characters_for_tai_are_one(county, district):
    assert places.resolve(county, district) == ("10014", "10014010")


@pytest.mark.parametrize(
    "county, district, codes",
    [
        ("", "", ("", "")),
        (None, None, ("", "")),
        ("其它", "其它", ("", "")),
        ("高雄市", "不存在區", ("64000", "")),
        ("高雄市", "信義區", ("64000", "")),
        ("高雄市", "63000020", ("64000", "")),
        ("亞特蘭提斯", "鼓山區", ("", "")),
        ("", "鼓山區", ("", "")),
    ],
)
def test_what_is_unknown_counts_as_elsewhere(county, district, codes):
    assert places.resolve(county, district) == codes


def test_a_district_of_the_same_name_is_found_in_its_own_county():
    assert places.resolve("臺北市", "信義區") != places.resolve("基隆市", "信義區")
    assert "" not in places.resolve("基隆市", "信義區")


def test_a_former_township_is_found_under_its_old_name():
    assert places.resolve("彰化縣", "員林鎮") == places.resolve("彰化縣", "員林市")


def test_a_place_is_named_in_the_readers_language():
    assert places.name(*KAOHSIUNG) == "高雄市鼓山區"
    assert places.name("", "") == ""
    with translation.override("en"):
        assert places.name(*KAOHSIUNG) == "Gushan District, Kaohsiung City"


def test_the_table_is_the_whole_country():
    assert len(places.counties()) == 22
    assert len(places.districts()) == 368
    assert all(
        code.startswith(county.code)
        for county in places.counties().values()
        for code in [d.code for d in county.districts]
    )


@pytest.mark.shared
def test_every_district_of_the_source_is_resolved():
    with SOURCE.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            assert places.resolve(row["COUNTYNAME"], row["TOWNNAME"]) == (row["COUNTYCODE"], row["TOWNCODE"])


@pytest.mark.django_db
def test_the_city_has_its_districts_and_themes():
    assert District.objects.count() == 38
    codes = set(District.objects.values_list("code", flat=True))
    assert codes == {d.code for d in places.counties()["64000"].districts}
    assert [t.name_zh for t in Theme.objects.all()] == [
        "民政",
        "社政",
        "財經",
        "教育",
        "農林",
        "交通",
        "警消環衛",
        "工務",
    ]

"""Charts of one hand: each has a title, a description and a table that says the same."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string

from civic.charts import WIDTH, Bar, Bars
from civic.city.map import SHADES, Districts, city_map, shaded
from proposals.pages.curve import draw
from tests.proposals import life

BARS = Bars(
    name="money",
    title="Money by year",
    words="In all NT$5.",
    bars=[Bar("2021", 4, "NT$4", "good"), Bar("2022 <b>", 1, "NT$1"), Bar("2023", 0, "NT$0")],
    column="Year",
    unit="Money",
)


def curve():
    return draw({date(2026, 1, 2): 5}, first_day=date(2026, 1, 1), last_day=date(2026, 1, 9), today=date(2026, 1, 4),
                goal=10)  # fmt: skip


def districts():
    return Districts("homes", "Homes", "Five.", city_map(shaded({"64000010": 4, "64000020": 1})), ["Place", "Number"],
                     [["鹽埕區", "4"], ["鼓山區", "1"]])  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("make", [lambda: BARS, curve, districts], ids=["bars", "curve", "districts"])
def test_a_chart_has_a_title_a_description_and_a_table(make):
    chart = make()
    html = render_to_string("pieces/chart.html", {"chart": chart})
    labelled, described = re.search(r'role="img" aria-labelledby="([\w-]+)" aria-describedby="([\w-]+)"', html).groups()
    assert f'<title id="{labelled}">{chart.title}</title>' in html and f'<desc id="{described}">{chart.words}' in html
    assert html.count("<tr>") == 1 + len(chart.cells) and html.count('scope="col"') == len(chart.heads)
    for row in chart.cells:
        assert len(row) == len(chart.heads)
    assert "<b>" not in html and not re.search(r'(fill|stroke)="', html), "colours are the style sheet's"


def test_bars_are_as_long_as_their_amounts():
    assert [row.length for row in BARS.drawn] == [WIDTH, WIDTH / 4, 0]
    assert BARS.height > BARS.drawn[-1].y + BARS.thick


def test_bars_of_nothing_are_empty():
    empty = Bars("none", "None", "", [Bar("A", 0, "0")], "A", "B")
    assert [row.length for row in empty.drawn] == [0]


def test_a_district_is_the_darker_the_more_there_are():
    marks = shaded({"a": 100, "b": 26, "c": 1, "d": 0})
    assert {code: mark.shade for code, mark in marks.items()} == {"a": SHADES, "b": 2, "c": 1}
    assert shaded({}) == {}


# --- on pages --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_where_endorsers_live_is_what_their_list_says_up_to_yesterday(client, cast, at, mei, ann):
    proposal = life.passed(cast, threshold=100)
    for person, district in ((mei, "64000010"), (ann, "63000010")):
        life.endorse_as(person, proposal, life.OPENS + life.DAY, county=district[:5], district=district)
    address = proposal.get_absolute_url()
    at(life.OPENS + life.DAY * 1.5)
    assert 'id="homes-title"' not in client.get(address).content.decode(), "a day that is not over is not told yet"
    at(life.OPENS + life.DAY * 2.5)
    html = client.get(f"/en{address}").content.decode()
    assert "1 in the city, 1 elsewhere" in html and ">Yancheng District</th>" in html and ">Taipei City</th>" in html


@pytest.mark.django_db
def test_who_is_on_time_is_drawn_beside_the_list_of_what_was_due(client, cast, at):
    life.answered(cast)
    at(life.OPENS + 9 * life.DAY)
    html = client.get("/en/proposals/?answer=due").content.decode()
    assert "Answers on time, by agency" in html and "1 of 1" in html and 'class="bar-length good"' in html
    assert "Answers on time, by agency" not in client.get("/en/proposals/").content.decode()

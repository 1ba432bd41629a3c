"""The page of answers, the same for machines, suggestions, and the box on every page."""

from urllib.parse import quote

import pytest

from civic.city.models import Theme
from tests.proposals import life

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamp(cast):
    return life.answered(cast, title="公園的路燈太暗", body="晚上經過公園，<b>路燈</b>不夠亮。")


def results(client, typed, more=""):
    return client.get(f"/search.json?q={quote(typed)}{more}").json()


def test_machines_get_what_people_see(client, lamp):
    answer = results(client, "路灯")
    assert answer["total"] == 1
    [found] = answer["results"]
    assert found | {"excerpt": ""} == {
        "type": "proposal", "id": lamp.pk, "url": f"/proposals/{lamp.pk}/", "title": "公園的路燈太暗", "excerpt": "",
        "phase": "answered",
    }  # fmt: skip
    assert "&lt;b&gt;<mark>路燈</mark>&lt;/b&gt;" in found["excerpt"]


def test_filters_and_pages_of_machines(client, lamp):
    assert results(client, "路燈", "&type=proposal&phase=answered")["total"] == 1
    assert results(client, "路燈", "&type=budget")["total"] == results(client, "路燈", "&phase=lapsed")["total"] == 0
    assert results(client, "路燈", "&page=2")["results"] == []


def test_the_page_shows_where_it_stands_and_is_for_everybody(client, lamp):
    page = client.get(f"/search/?q={quote('路燈')}")
    text = page.content.decode()
    assert "公園的<mark>路燈</mark>太暗" in text and "已回應" in text
    assert "public" in page.headers["Cache-Control"] and not page.cookies
    assert f'href="/en/proposals/{lamp.pk}/"' in client.get(f"/en/search/?q={quote('路燈')}").content.decode()


def test_lists_narrow_the_results_down_and_say_how_many_each_leaves(client, lamp, cast):
    works, park = Theme.objects.all()[1:3]
    life.passed(cast, title="路燈太少", theme=works)
    life.passed(cast, title="路燈太亮", theme=park)
    address = f"/search/?q={quote('路燈')}&type=proposal&order=newest"
    text = client.get(address).content.decode()
    assert f'<option value="{works.code}">{works.name} (1)</option>' in text
    assert '<input type="hidden" name="type" value="proposal">' in text and 'name="order" value="newest"' in text
    text = client.get(f"{address}&theme={works.code}&year=").content.decode()
    assert f'<option value="{works.code}" selected>' in text
    assert "路燈</mark>太少" in text and "路燈</mark>太亮" not in text


def test_a_number_finds_its_thing_first(client, lamp):
    for typed in (f"#{lamp.pk}", f"提議 {lamp.pk}", f"proposal {lamp.pk}"):
        assert results(client, typed)["results"][0]["id"] == lamp.pk


def test_whoever_finds_nothing_is_led_on(client, lamp):
    text = client.get(f"/search/?q={quote('磁浮列車')}").content.decode()
    assert "找不到符合的內容" in text and "/proposals/new/" in text
    text = client.get(f"/search/?q={quote('路燈')}&phase=lapsed").content.decode()
    assert "不限條件，全部搜尋" in text


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=%00", "q=%22", "q=a&page=0", "q=a&page=99999", "page=x", "type=%27", "year=x", "q=a&type=%00"],
)
def test_any_query_is_answered(client, query):
    assert client.get(f"/search/?{query}").status_code == 200
    assert client.get(f"/search.json?{query}").status_code == 200


def test_suggestions_are_titles(client, lamp):
    [row] = client.get(f"/search/suggestions.json?q={quote('公園的路')}").json()
    assert (row["title"], row["url"]) == ("公園的路燈太暗", f"/proposals/{lamp.pk}/")


def test_every_page_has_the_box_and_says_how_browsers_ask(client):
    text = client.get("/proposals/").content.decode()
    assert 'role="search"' in text and 'href="/opensearch.xml"' in text
    described = client.get("/opensearch.xml")
    assert described.headers["Content-Type"].startswith("application/opensearchdescription+xml")
    assert described.content.startswith(b"<?xml") and b"/search/?q={searchTerms}" in described.content

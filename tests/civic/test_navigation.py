"""What stands around every page comes from the apps."""

import re

import pytest

from civic import navigation
from civic.navigation import introduce, way, way_at_foot
from tests.people import prove

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch):
    """What a test plugs in is gone after it."""
    for name in ("_ways", "_ways_at_foot", "_introductions"):
        monkeypatch.setattr(navigation, name, list(getattr(navigation, name)))


def page(client, path="/en/proposals/"):
    return client.get(path).content.decode()


def test_ways_stand_in_their_order_at_head_and_foot(client):
    way(15, "home", "Between the first two")
    way_at_foot(5, "home", "Before the recount")
    head, _, foot = page(client).partition("<footer")
    assert 0 < head.index("Proposals</a>") < head.index("Between the first two") < head.index("Make a proposal</a>")
    assert 0 < foot.index("Before the recount") < foot.index("Check the count")


def test_the_foot_has_three_columns_each_with_a_heading(client):
    columns = page(client).partition("<footer")[2].split("<section")[1:]
    assert [re.search("<h2[^>]*>(.*?)</h2>", column)[1] for column in columns] == [
        "Taking part", "Your rights", "About this site"
    ]  # fmt: skip
    assert [re.findall(r'href="(?:/en)?(\S*?)"', column) for column in columns] == [
        ["/how-it-works/", "/rules/", "/news/", "/budgets/count/", "/programme/", "/committee/"],
        ["/privacy/", "/terms/", "/accessibility/", "/retention/"],
        ["/contact/", "/seals/", "https://data.gov.tw/license"],
    ]


@pytest.mark.parametrize("path", ["/", "/outcomes/", "/privacy/", "/accounts/login/", "/budgets/count/", "/nowhere/"])
def test_every_page_has_them(client, path):
    for prefix in ("", "/en"):
        foot = page(client, prefix + path).partition("<footer")[2]
        assert foot.count("<h2") == 3 and f'href="{prefix}/terms/"' in foot


def test_a_way_is_found_by_its_name_if_there_is_one(client):
    way_at_foot(5, "home", "Elsewhere", column="about", name="elsewhere")
    assert (navigation.way_to("elsewhere"), navigation.way_to("nothing")) == ("/", "")


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [("/accounts/signup/", ["/privacy/", "/terms/"]), ("/proposals/new/", ["/rules/"]), ("/", ["/how-it-works/"]),
     ("/mine/", ["/privacy/"]), ("/accounts/phone/change/", ["/privacy/"])],
)  # fmt: skip
def test_where_they_matter_the_page_leads_there(client, mei, path, leads_to):
    if path not in ("/", "/accounts/signup/"):
        client.force_login(mei)
        prove(client)
    main = page(client, path).partition("<main")[2].partition("</main>")[0]
    assert [f'href="{address}"' in main for address in leads_to] == [True] * len(leads_to)


def test_a_way_for_a_role_is_seen_by_those_who_have_it(client, rui):
    way(99, "home", "Only for reviewers", role="reviewer")
    assert "Only for reviewers" not in page(client)
    client.force_login(rui)
    assert "Only for reviewers" in page(client)


def test_what_a_second_app_says_of_the_site_stands_beside_the_first(client):
    introduce(summary="Share out a budget.", footing="A budget is shared out here.")
    said = page(client)
    assert 'in public and on time. Share out a budget."' in said
    assert "<p>A budget is shared out here.</p>" in said.partition("<footer")[2]


def test_the_frame_says_something_of_itself(client):
    assert 'content="Propose what your city should do.' in page(client)


def test_leaving_says_what_becomes_of_ones_work(client, mei):
    client.force_login(mei)
    prove(client)
    said = page(client, "/en/mine/erasure/")
    assert "Your drafts are deleted" in said and "Your endorsements stay counted" in said

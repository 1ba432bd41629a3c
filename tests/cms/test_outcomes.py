"""The public pages: home, index with its filters, outcome pages in both languages."""

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from civic.formats import both_years
from cms.models import OutcomePage
from cms.years import common_era
from tests.cms.conftest import district, outcome, theme

pytestmark = pytest.mark.django_db
PAGES = ["/", "/en/", "/outcomes/", "/en/outcomes/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_reads_it_and_gets_no_cookie(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_home_has_one_name_and_an_address_per_language():
    for language, address in (("zh-hant", "/"), ("en", "/en/")):
        with translation.override(language):
            assert reverse("home") == address


def test_the_languages_of_a_page_lead_to_each_other(client):
    outcome()
    outcome(language="en", title="Islands that drink")
    page = client.get("/outcomes/rain/").content.decode()
    assert 'hreflang="en" href="http://localhost/en/outcomes/rain/"' in page or 'href="/en/outcomes/rain/"' in page
    assert "Islands that drink" in client.get("/en/outcomes/rain/").content.decode()


def test_a_page_without_translation_promises_none(client):
    outcome()
    assert "/en/outcomes/rain/" not in client.get("/outcomes/rain/").content.decode()
    assert client.get("/en/outcomes/rain/").status_code == 404


DAMAGED = ["{}/。", "{}/，大家快來", "{}」", "{}）", "{}/」快看", "{}.", "{}/\u200b", "{}/大家快來"]


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("damaged", DAMAGED, ids=ascii)
def test_a_damaged_address_of_editors_leads_to_their_page(client, damaged, language):
    outcome(language=language)
    prefix = "/en" if language == "en" else ""
    for where in ("outcomes/rain", "outcomes"):
        answer = client.get(f"{prefix}/{damaged.format(where)}", {"page": "2"})
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{prefix}/{where}/?page=2"), where


@pytest.mark.parametrize("path", ["/outcomes/nothing/。", "/en/outcomes/rain，看", "/outcomes/rain/more/。"])
def test_a_damaged_address_of_no_page_leads_nowhere(client, path):
    outcome()
    assert client.get(path).status_code == 404


def test_years_are_read_and_written_in_both_counts():
    with translation.override("zh-hant"):
        assert both_years(2026) == "民國115年（2026）"
    with translation.override("en"):
        assert both_years(2026) == "2026 (ROC 115)"
    assert [common_era(text) for text in ("2026", "115", "民國115年", "", "x", "20266")] == [
        2026, 2026, 2026, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"rain", "budget"}),
        ("year=2026", {"rain"}),
        ("year=115", {"rain"}),
        ("year=114", {"budget"}),
        ("year=1999", {"rain", "budget"}),
        ("method=budget", {"budget"}),
        ("district=LEFT", {"rain"}),
        ("theme=SECOND", {"budget"}),
        ("theme=SECOND&year=2026", set()),
        ("theme=%00&district=%F0%9F%98%80&page=-7", {"rain", "budget"}),
    ],
)
def test_the_index_filters(client, query, found):
    first, second = theme(), theme(code=list(type(theme()).objects.values_list("code", flat=True))[1])
    left = district("左營區")
    outcome("rain", theme=first, districts=[left])
    outcome("budget", theme=second, year=2025, method="budget")
    answer = client.get("/outcomes/?" + query.replace("LEFT", left.code).replace("SECOND", second.code))
    assert {page.slug for page in answer.context["outcomes"]} == found


def test_drafts_and_the_other_language_are_not_listed(client):
    outcome("shown")
    outcome("hidden").unpublish()
    outcome("english", language="en")
    assert {page.slug for page in client.get("/outcomes/").context["outcomes"]} == {"shown"}
    assert client.get("/outcomes/hidden/").status_code == 404


def test_publishing_twice_keeps_one_page():
    first = outcome()
    again = outcome(title="會喝水的路")
    assert first.pk == again.pk
    assert OutcomePage.objects.get().title == "會喝水的路"


def test_plain_text_cannot_smuggle_in_markup(client):
    outcome(why="<script>alert(1)</script>\n\n第二段")
    page = client.get("/outcomes/rain/").content.decode()
    assert "<script>alert(1)" not in page
    assert "<p>第二段</p>" in page


def test_a_longer_index_asks_no_more_questions(client, django_assert_max_num_queries):
    outcome("one", districts=[district("左營區"), district("鳳山區")])
    with django_assert_max_num_queries(30) as few:
        client.get("/outcomes/")
    for number in range(5):
        outcome(f"more-{number}", districts=[district("左營區")])
    with django_assert_max_num_queries(len(few)):
        client.get("/outcomes/")


def test_the_index_has_pages(client):
    for number in range(13):
        outcome(f"case-{number}")
    assert len(client.get("/outcomes/").context["outcomes"]) == 12
    assert len(client.get("/outcomes/?page=2").context["outcomes"]) == 1


def test_of_a_page_for_some_no_list_says_even_the_title(client):
    page, theirs = outcome(title="尚未公開的成果", year=2019), outcome(language="en", title="Not yet public")
    addresses = ["/", "/outcomes/", "/outcomes/?year=2019", "/en/", "/en/outcomes/"]
    texts = [client.get(address).content.decode() for address in addresses]
    assert all("尚未公開" in text for text in texts[:3]) and "Not yet public" in texts[3], "void unless shown before"
    for each in (page, theirs):
        PageViewRestriction.objects.create(page=each, restriction_type=PageViewRestriction.LOGIN)
    texts = [client.get(address).content.decode() for address in addresses]
    assert not [text for text in texts if "尚未公開" in text or "Not yet public" in text]
    assert "民國108年" not in texts[1], "nor does a filter tell of its year"
    assert client.get("/outcomes/rain/").status_code == 302


def test_a_translation_for_some_is_not_linked(client):
    outcome()
    PageViewRestriction.objects.create(
        page=outcome(language="en", title="Islands"), restriction_type=PageViewRestriction.LOGIN
    )
    assert "/en/outcomes/rain/" not in client.get("/outcomes/rain/").content.decode()

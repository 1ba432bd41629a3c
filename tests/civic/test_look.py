"""The look keeps its promises: contrast in light and dark, nothing inline, error pages that need nothing."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from civic.serving import middleware as doors
from civic.templatetags.civic import closing, day, grouped, last_day, moment

ROOT = Path(__file__).resolve().parents[2]
TOKENS = (ROOT / "civic/static/civic/tokens.css").read_text(encoding="utf-8")
TEXT = 4.5
EDGE = 3.0
PAIRS = [
    *((text, ground, TEXT) for text in ("text", "text-quiet", "link", "alarm") for ground in ("page", "surface")),
    *((text, "surface-quiet", TEXT) for text in ("text", "text-quiet", "link-hover")),
    *(("on-fill", fill, TEXT) for fill in ("brand", "brand-strong", "call", "call-strong")),
    ("brand-strong", "brand-wash", TEXT),
    ("reached", "reached-wash", TEXT),
    ("good", "good-wash", TEXT),
    ("alarm", "alarm-wash", TEXT),
    ("text", "reached-wash", TEXT),
    ("link", "reached-wash", TEXT),
    *((text, f"{wash}-wash", TEXT) for text in ("text", "link") for wash in ("good", "alarm", "brand")),
    ("brand", "surface", TEXT),
    ("call-strong", "call-wash", EDGE),
    ("text-quiet", "surface-quiet", TEXT),
    *((edge, ground, EDGE) for edge in ("field-edge", "focus", "brand", "reached") for ground in ("page", "surface")),
]


def colours(dark, more=False):
    """{meaning: "#rrggbb"} of one scheme, as it is or with `more` contrast."""
    light_part, *others = TOKENS.split("@media ")
    raw = dict(re.findall(r"--raw-([\w-]+): (#[0-9a-f]{6});", light_part))
    for part in others:
        asked = part.partition("{")[0]
        if (dark or "dark" not in asked) and (more or "more" not in asked):
            raw |= dict(re.findall(r"--raw-([\w-]+): (#[0-9a-f]{6});", part))
    return {name: raw[of] for name, of in re.findall(r"--([\w-]+): var\(--raw-([\w-]+)\);", light_part)}


def contrast(one, other):
    """The WCAG contrast ratio of two colours."""

    def light(colour):
        parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("more", [False, True], ids=["as it is", "more contrast"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("over", "under", "least"), PAIRS)
def test_what_is_written_can_be_read(dark, more, over, under, least):
    scheme = colours(dark, more)
    assert contrast(scheme[over], scheme[under]) >= least


def test_contrast_is_measured_as_wcag_does():
    assert round(contrast("#ffffff", "#000000")) == 21
    assert 4.53 < contrast("#767676", "#ffffff") < 4.55


def test_no_page_of_ours_has_inline_styles_or_handlers():
    pages = [page for page in (ROOT / "templates").rglob("*.html") if "mail" not in page.parts]
    assert len(pages) > 40, "void unless the pages are found"
    inline = re.compile(r"<style|<[a-z][^>]*\s(style|on[a-z]+)=|<script(?![^>]*(src=|application/json))", re.IGNORECASE)
    assert [page.name for page in pages if inline.search(page.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("page", ["500.html", "403_csrf.html"])
def test_the_pages_of_last_resort_need_nothing(page):
    text = render_to_string(page, {})
    assert 'lang="zh-Hant"' in text
    assert 'lang="en"' in text


@pytest.mark.parametrize("page", ["400.html", "403.html", "404.html", "429.html"])
@pytest.mark.django_db
def test_the_other_error_pages_stand_in_the_frame(page):
    text = render_to_string(page, request=RequestFactory().get("/nowhere/"))
    assert '<main id="main"' in text


def test_no_address_makes_a_link_of_ours_lead_elsewhere():
    request = RequestFactory().get("/", PATH_INFO="//elsewhere.example/")
    assert request.path == "//elsewhere.example/", "void unless the path is that bad"
    assert all(url.startswith("/%2F") for _code, _name, url in doors.page(request)["other_languages"])


def test_instants_are_shown_by_the_citys_clock():
    midnight = datetime(2026, 12, 4, 16, 0, tzinfo=UTC)  # 00:00 on the 5th in Taipei
    with translation.override("zh-hant"):
        assert ">2026年12月5日<" in day(midnight)
        assert ">2026年12月4日<" in last_day(midnight)
        assert ">2026年12月5日 00:00<" in moment(midnight)
        assert ">2026年12月5日 01:00<" in last_day(midnight + timedelta(hours=1)), "not the whole of its last day"
    with translation.override("en"):
        assert ">4 December 2026<" in last_day(midnight)
    assert 'datetime="2026-12-05T00:00:00+08:00"' in last_day(midnight)


def test_nothing_is_shown_for_nothing():
    assert [shown(None) for shown in (day, last_day, moment, grouped)] == [""] * 4
    assert grouped(1234567) == "1,234,567"


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409", "429", "500", "503", "unreadable"])
def test_no_page_of_an_error_is_a_dead_end(name):
    main = render_to_string(f"{name}.html").partition("<main")[2].partition("</main>")[0]
    assert 'href="/"' in main


def test_an_end_that_is_near_is_told_as_each_language_does():
    midnight = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)  # 00:00 on Saturday the 28th in Taipei
    with translation.override("zh-hant"):
        assert ">11月27日（五）24:00<" in closing(midnight)
        assert ">11月28日（六）01:00<" in closing(midnight + timedelta(hours=1))
    with translation.override("en"):
        assert ">Friday 27 November, 24:00<" in closing(midnight)
    assert closing(None) == ""

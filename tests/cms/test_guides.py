"""The pages that explain the site: there from the start in both languages, with the numbers that hold."""

import importlib
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.models import Page

from civic.accounts.sections import purposes, sections
from cms.models import GuidePage, HomePage
from proposals.actions import set_terms, withdraw_terms
from proposals.grounds import GROUNDS
from proposals.models import Terms
from tests.pages import text

pytestmark = pytest.mark.django_db
PLANTED = importlib.import_module("cms.migrations.0011_plant_the_guides")
SLUGS = sorted(PLANTED.GUIDES)
LONGEST = {"review_days": 60, "window_days": 365, "threshold": 23_456, "timetable_days": 58, "contact_days": 59,
           "answer_months": 11, "extension_months": 1, "amend_days": 119}  # fmt: skip


@pytest.fixture
def other_terms(ada):
    """Terms from tomorrow on, none of whose numbers any other terms have."""
    now = timezone.now()
    return set_terms(ada, now=now, effective_on=timezone.localdate(now) + timedelta(days=1), source="test", **LONGEST)


def test_there_are_six_in_each_language_tied_together():
    assert SLUGS == ["accessibility", "contact", "how-it-works", "privacy", "rules", "terms"]
    for home in HomePage.objects.all():
        assert sorted(GuidePage.objects.child_of(home).live().values_list("slug", flat=True)) == SLUGS
    assert len({page.translation_key for page in GuidePage.objects.all()}) == len(SLUGS)
    assert Page.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("slug", SLUGS)
def test_each_is_read_in_both_languages_and_leads_to_the_other(client, slug):
    chinese, english = client.get(f"/{slug}/"), client.get(f"/en/{slug}/")
    title = {code: PLANTED.GUIDES[slug][code][0] for code in ("zh-hant", "en")}
    assert f"<h1>{title['zh-hant']}</h1>" in chinese.content.decode()
    assert f"<h1>{title['en']}</h1>" in english.content.decode()
    assert f'hreflang="en" href="/en/{slug}/"' in chinese.content.decode()
    assert f'hreflang="zh-hant" href="/{slug}/"' in english.content.decode()


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_link_of_theirs_leads_nowhere(client, slug, prefix):
    main = client.get(f"{prefix}/{slug}/").content.decode().partition("<main")[2].partition("</main>")[0]
    for path in set(re.findall(r"""<a [^>]*href=["'](/[^"'#?]*)""", main)):
        assert client.get(path).status_code in (200, 302), path
        assert path.startswith(f"{prefix}/"), f"{path} is in the other language"


def test_how_it_works_has_the_numbers_in_force(client):
    terms = Terms.objects.in_force(timezone.localdate())
    said = text(client.get("/en/how-it-works/"))
    assert f"At most {terms.review_days} working days" in said
    assert f"With {terms.threshold:,} valid endorsements" in said
    assert f"{terms.window_days} days, from midnight" in said
    assert f"Within {terms.answer_months} months after" in said
    assert "Other numbers hold" not in said


def test_it_tells_the_next_numbers_and_then_has_them(client, at, other_terms):
    said = text(client.get("/en/how-it-works/"))
    assert "With 1,500 valid endorsements" in said.partition("Other numbers hold from")[0]
    assert "With 23,456 valid endorsements" in said.partition("Other numbers hold from")[2]
    at(timezone.now() + timedelta(days=1))
    said = text(client.get("/how-it-works/"))
    for name, number in LONGEST.items():
        assert f" {number:,} " in said, name
    assert "1,500" not in said and "新規定" not in said


def test_numbers_that_were_withdrawn_are_not_told(client, ada, other_terms):
    withdraw_terms(other_terms, ada, now=timezone.now(), reason="a slip")
    assert "23,456" not in text(client.get("/how-it-works/"))


def test_no_number_of_the_terms_is_written_into_a_text():
    for languages in PLANTED.GUIDES.values():
        for title, lead, body in languages.values():
            words = " ".join([title, lead, *(block["value"] for block in body if block["value"])])
            known = re.sub(r"<[^>]+>|110\.07|WCAG 2\.[12]|License 1\.0|條款 1\.0|110|119|Article 3", "", words)
            assert not re.search(r"\d", known), title


@pytest.mark.parametrize("path", ["/rules/", "/en/rules/"])
def test_the_rules_have_all_grounds_each_with_what_is_published(client, path):
    page = client.get(path)
    assert list(GROUNDS) == [f"R{number:02}" for number in range(1, 13)]
    for code, ground in GROUNDS.items():
        assert f'id="{code}"' in page.content.decode()
        assert path.startswith("/en") or f"{code} {ground.words}" in text(page)
    kinds = ("Neither the text nor", "The reason is published, the text", "Text and reason are")
    assert not path.startswith("/en") or [text(page).count(words) for words in kinds] == [3, 2, 7]


def test_privacy_tells_what_each_app_keeps_why_and_how_long(client):
    said = text(client.get("/privacy/"))
    for purpose in purposes():
        for words in (purpose.what, purpose.why, purpose.how_long):
            assert str(words) in said
    assert "草稿會刪除" in said, "what erasing does"
    page = client.get("/en/privacy/").content.decode()
    assert 'href="/en/mine/data.json"' in page and 'href="/en/mine/erasure/"' in page


def test_whatever_is_handed_out_or_erased_has_a_purpose():
    deeds = ("export", "things", "erase")
    keeping = {name for name, plug in sections() if any(deed in vars(type(plug)) for deed in deeds)}
    assert keeping >= {"accounts", "agencies", "proposals"}
    assert keeping <= {name for name, plug in sections() if plug.purposes}


@pytest.mark.parametrize("slug", SLUGS)
def test_privacy_and_terms_are_marked_as_samples_until_an_editor_says_otherwise(client, slug):
    words = "供市府法制單位審閱的範本"
    assert (words in text(client.get(f"/{slug}/"))) == (slug in ("privacy", "terms"))
    for page in GuidePage.objects.filter(slug=slug):
        page.is_sample = False
        page.save_revision().publish()
    assert words not in text(client.get(f"/{slug}/"))


# Editors


def edited(client, page, **changed):
    """The page's form as Wagtail shows it, with `changed` fields, published."""
    answer = client.get(f"/cms/pages/{page.pk}/edit/")
    form = answer.context["form"]
    values = {name: form[name].value() for name in form.fields if name != "body"}
    sent = {name: value or "" for name, value in values.items() if value is not False}
    for number, block in enumerate(page.body.raw_data):
        value = block["value"]
        if block["type"] == "text":
            value = RAW
        sent |= {f"body-{number}-deleted": "", f"body-{number}-order": number, f"body-{number}-type": block["type"],
                 f"body-{number}-id": block["id"], f"body-{number}-value": value or ""}  # fmt: skip
    sent |= {"body-count": len(page.body.raw_data), "action-publish": "yes", "comments-TOTAL_FORMS": 0,
             "comments-INITIAL_FORMS": 0}  # fmt: skip
    return client.post(f"/cms/pages/{page.pk}/edit/", sent | changed)


RAW = '{"entityMap": {}, "blocks": [{"key": "a", "text": "由編輯改寫。", "type": "unstyled", "depth": 0, ' \
      '"inlineStyleRanges": [], "entityRanges": []}]}'  # fmt: skip


def test_an_editor_changes_words_and_the_live_parts_stay(client, eve):
    client.force_login(eve)
    page = GuidePage.objects.get(slug="how-it-works", locale__language_code="zh-hant")
    answer = edited(client, page, lead="怎麼提議、怎麼附議。")
    assert answer.status_code == 302
    client.logout()
    said = text(client.get("/how-it-works/"))
    assert "怎麼提議、怎麼附議。" in said and "由編輯改寫。" in said and "有效附議滿 1,500 人" in said


def test_no_editor_removes_them_or_makes_another(client, eve):
    client.force_login(eve)
    page = GuidePage.objects.get(slug="rules", locale__language_code="en")
    rights = page.permissions_for_user(eve)
    assert rights.can_edit() and rights.can_publish()
    assert not (rights.can_delete() or rights.can_unpublish() or rights.can_move())
    assert client.get(f"/cms/pages/add/cms/guidepage/{page.get_parent().pk}/").status_code != 200


# The migration


def test_planting_again_changes_nothing_an_editor_has_written():
    page = GuidePage.objects.get(slug="rules", locale__language_code="zh-hant")
    page.lead = "改過了"
    page.save_revision().publish()
    before = list(GuidePage.objects.order_by("pk").values())
    PLANTED.plant(apps, None)
    assert list(GuidePage.objects.order_by("pk").values()) == before


def test_a_site_whose_guides_are_gone_gets_them_behind_what_it_has():
    for page in GuidePage.objects.all():
        page.delete()
    PLANTED.plant(apps, None)
    assert GuidePage.objects.count() == 2 * len(SLUGS)
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_path_goes_on_after_a_nine_and_after_a_z():
    assert [PLANTED._next(step) for step in ("0000", "0009", "000Z", "00ZZ")] == ["0001", "000A", "0010", "0100"]

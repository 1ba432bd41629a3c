"""A private link opens a draft until its day or until it is revoked, to nobody else, and is kept nowhere."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cms import previews
from cms.models import PreviewLink
from tests.cms.conftest import outcome
from tests.cms.test_live_parts import picture
from tests.pages import html

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    page = outcome(title="已公開的標題")
    page.title = "還在寫的標題"
    page.save_revision()
    return page


def address(draft, eve, now, days=7):
    return reverse("window:preview", args=[previews.share(draft, eve, days=days, now=now)])


def test_a_link_shows_the_latest_version_and_no_cache_keeps_it(client, draft, eve, now, at):
    at(now)
    assert "還在寫的標題" not in html(client.get("/outcomes/rain/"))
    answer = client.get(address(draft, eve, now))
    assert "還在寫的標題" in html(answer) and not answer.cookies
    assert "no-store" in answer["Cache-Control"] and "public" not in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"] and answer["Referrer-Policy"] == "no-referrer"


def test_it_ends_on_its_day_and_when_it_is_revoked(client, draft, eve, now, at):
    link = address(draft, eve, now, days=1)
    at(now + timedelta(days=1) - timedelta(seconds=1))
    assert client.get(link).status_code == 200
    at(now + timedelta(days=1))
    assert client.get(link).status_code == 404
    at(now)
    previews.revoke(PreviewLink.objects.get(), eve, now=now)
    assert client.get(link).status_code == 404


def test_what_the_database_keeps_opens_nothing(client, draft, eve, now, at):
    at(now)
    token = previews.share(draft, eve, days=7, now=now)
    kept = bytes(PreviewLink.objects.get().digest)
    assert token.encode() not in kept
    for guess in (kept.hex(), token[:-1], token.partition(":")[0], "x"):
        assert client.get(f"/preview/{guess}/").status_code == 404


def test_editors_make_a_link_see_it_once_and_revoke_it(client, draft, eve):
    client.force_login(eve)
    there = reverse("cms_previews", args=[draft.pk])
    assert there in html(client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])))
    assert "/preview/" in html(client.post(there, {"days": "7"}))
    assert "/preview/" not in html(client.get(there))
    client.post(reverse("cms_preview_revoking", args=[draft.pk, PreviewLink.objects.get().pk]))
    assert PreviewLink.objects.get().revoked_at


def test_nobody_but_editors_makes_one(client, draft, rui):
    client.force_login(rui)
    client.post(reverse("cms_previews", args=[draft.pk]), {"days": "7"})
    assert not PreviewLink.objects.exists()


def test_before_a_picture_or_page_is_deleted_the_pages_that_use_it_are_named(client, ada, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    used, page = picture("花台"), outcome(title="用到圖的頁面")
    page.picture, page.picture_alt = used, "花台"
    page.save_revision().publish()
    client.force_login(ada)
    text = html(client.get(reverse("wagtailimages:delete", args=[used.pk])))
    assert "用到圖的頁面" in text and "公開" in text

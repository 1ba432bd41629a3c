"""Two languages side by side, what has changed in the original since, and pictures without words."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from civic.lifecycle import Refused
from cms.models import OutcomePage
from tests.cms.conftest import outcome
from tests.cms.test_live_parts import picture
from tests.pages import html

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    """An outcome, and its translation."""
    return outcome(changed="設計完成。"), outcome(language="en", title="Islands that drink", changed="")


def beside(client, page):
    return client.get(reverse("cms_beside", args=[page.pk]))


def test_original_and_translation_stand_side_by_side(client, eve, pages):
    client.force_login(eve)
    text = html(beside(client, pages[1]))
    assert "會喝水的分隔島" in text and "Islands that drink" in text and "設計完成。" in text and "還沒有" in text
    assert "原文改過" not in text and beside(client, pages[0]).status_code == 404


def test_a_translation_says_that_its_original_was_published_anew_and_what_changed(client, eve, pages):
    client.force_login(eve)
    original, translated = pages
    edit = reverse("wagtailadmin_pages:edit", args=[translated.pk])
    assert "原文改過" not in html(client.get(edit)), "void unless it is silent before"
    original.summary = "花台為什麼要比馬路低？"
    original.save_revision().publish()
    assert "原文改過" in html(client.get(edit))
    text = html(beside(client, translated))
    assert "重新發布" in text and "低" in text
    OutcomePage.objects.filter(pk=translated.pk).update(
        latest_revision_created_at=OutcomePage.objects.get(pk=original.pk).last_published_at + timedelta(seconds=1)
    )
    assert "原文改過" not in html(client.get(edit))


@pytest.mark.parametrize("who", ["mei", "rui"])
def test_nobody_but_editors_compares(client, request, pages, who):
    client.force_login(request.getfixturevalue(who))
    assert beside(client, pages[1]).status_code in (302, 403, 404)


@pytest.mark.parametrize(
    "part",
    [
        lambda mute: ("picture", mute),
        lambda mute: ("gallery", {"heading": "", "pictures": [mute]}),
        lambda mute: ("before_after", {"heading": "", "before": mute | {"alt": "花台"}, "after": mute}),
    ],
    ids=["alone", "in a gallery", "before and after"],
)
def test_a_page_with_a_picture_without_words_is_not_published_and_says_which(settings, tmp_path, part):
    settings.MEDIA_ROOT = tmp_path
    page = outcome()
    kind, value = part({"picture": picture("積水的路口").pk, "alt": "", "caption": ""})
    page.body = json.dumps([{"type": kind, "value": value}])
    with pytest.raises(Refused) as refused:
        page.save_revision(clean=False).publish()
    assert "積水的路口" in str(refused.value.refusal.sentence)

"""Two editors on one page: the second overwrites nothing unseen, and loses nothing either."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset

from cms.models import OutcomePage
from tests.cms import test_editing
from tests.cms.conftest import outcome
from tests.cms.test_editing import form

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return outcome("after-the-tram", title="輕軌之後")


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=(page.pk,))


def opened(client, person, page):
    """What the form of `person`, who opens the page now, says of the version it shows."""
    client.force_login(person)
    return test_editing.opened(client, edit(page))


def saved(page):
    """Title and summary of the newest version, and the title everybody reads."""
    page = OutcomePage.objects.get(pk=page.pk)
    newest = page.get_latest_revision_as_object()
    return newest.title, newest.summary, page.title


@pytest.mark.parametrize("deed", [{}, {"action-publish": "1"}, {"action-submit": "1"}])
def test_the_second_editor_is_told_and_nothing_is_saved(client, eve, ada, page, deed):
    seen = opened(client, eve, page)
    theirs = opened(client, ada, page)
    assert client.post(edit(page), form(summary="甲寫的一句話。") | theirs | {"action-publish": "1"}).status_code == 302
    client.force_login(eve)
    answer = client.post(edit(page), form(title="乙的標題", summary="乙寫的一句話。") | seen | deed)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert saved(page) == ("輕軌之後", "甲寫的一句話。", "輕軌之後")
    assert f"{ada.nickname} 在這段時間儲存了這一頁" in shown
    assert "甲" in shown and 'value="乙的標題"' in shown and "乙寫的一句話。</textarea>" in shown
    assert answer.context["form"]["title"].value() == "乙的標題"
    changed = {each.field_label() for each in answer.context["conflict"]["changed"]}
    differing = {each.field_label() for each in answer.context["conflict"]["differences"]}
    assert "一句話說明" in changed and "一句話說明" in differing
    assert "標題" not in changed and "標題" in differing


def test_whoever_has_seen_the_difference_may_save(client, eve, ada, page):
    seen = opened(client, eve, page)
    client.post(edit(page), form(summary="甲寫的一句話。") | opened(client, ada, page))
    client.force_login(eve)
    shown = client.post(edit(page), form(summary="乙寫的一句話。") | seen).content.decode()
    assert "data-w-autosave-interval-value" not in shown, "a conflict is not decided by itself"
    now_seen = dict(test_editing.OPENED.findall(shown))
    assert now_seen != seen
    assert client.post(edit(page), form(summary="乙寫的一句話。") | now_seen).status_code == 302
    assert saved(page)[1] == "乙寫的一句話。"


def test_what_is_incomplete_comes_back_as_well(client, eve, ada, page):
    seen = opened(client, eve, page)
    client.post(edit(page), form(summary="甲寫的一句話。") | opened(client, ada, page))
    client.force_login(eve)
    answer = client.post(edit(page), form(title="乙的標題", year="many") | seen)
    assert answer.context["conflict"] and 'value="乙的標題"' in answer.content.decode()


def test_the_same_words_are_no_conflict(client, eve, page):
    seen = opened(client, eve, page)
    words = form(summary="一樣的話。", links=inline_formset([]))
    answers = [client.post(edit(page), words | seen).status_code for _ in range(2)]
    assert answers == [302, 302]


def test_ones_own_other_window_is_named_so(client, eve, page):
    seen = opened(client, eve, page)
    client.post(edit(page), form(summary="第一個視窗。") | seen)
    shown = client.post(edit(page), form(summary="第二個視窗。") | seen).content.decode()
    assert "您在另一個視窗儲存了這一頁" in shown and saved(page)[1] == "第一個視窗。"


def test_going_back_to_an_old_version_overwrites_nothing_unseen_either(client, eve, ada, page):
    first = page.latest_revision_id
    seen = opened(client, eve, page)
    client.post(edit(page), form(summary="甲寫的一句話。") | opened(client, ada, page))
    client.force_login(eve)
    address = reverse("wagtailadmin_pages:revisions_revert", args=(page.pk, first))
    assert client.post(address, form(summary="舊的話。") | seen).status_code == 200
    assert saved(page)[1] == "甲寫的一句話。"


def test_saving_by_itself_overwrites_nobody(client, eve, ada, page):
    seen = opened(client, eve, page)
    client.post(edit(page), form(summary="甲寫的一句話。") | opened(client, ada, page))
    client.force_login(eve)
    by_itself = {"HTTP_ACCEPT": "application/json"}
    for said in (seen, {}):
        answer = client.post(edit(page), form(summary="乙寫的一句話。") | said, **by_itself)
        assert answer.json()["error_code"] == "invalid_revision" and saved(page)[1] == "甲寫的一句話。"


def test_what_saved_itself_has_been_seen_by_the_form_it_came_from(client, eve, ada, page):
    seen = opened(client, eve, page)
    words = form(links=inline_formset([]))
    for sentence in ("第一句。", "第二句。"):
        sent = words | seen | {"summary": sentence}
        told = client.post(edit(page), sent, headers={"accept": "application/json"}).json()
        marks = {name: value for name, value in told["field_updates"].items() if name.startswith("loaded_")}
        seen = marks | {"overwrite_revision_id": str(told["revision_id"])}
    by_hand = words | marks
    assert client.post(edit(page), by_hand | {"summary": "第三句。"}).status_code == 302
    assert saved(page)[1] == "第三句。"
    answer = client.post(edit(page), by_hand | {"summary": "第四句。"})
    assert answer.context["conflict"], "void if the mark did not matter"


def test_a_form_that_says_nothing_of_what_was_opened_overwrites_nothing(client, eve, page):
    client.force_login(eve)
    before, answer = saved(page), client.post(edit(page), form(summary="什麼都沒看過。"))
    assert answer.context["conflict"] and "什麼都沒看過。</textarea>" in answer.content.decode()
    assert saved(page) == before
    now_seen = dict(test_editing.OPENED.findall(answer.content.decode()))
    assert client.post(edit(page), form(summary="什麼都沒看過。") | now_seen).status_code == 302


# --- copies ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"new_title": "長" * 256}, "new_title"), ({"new_slug": "l" * 256}, "new_slug"), ({"new_parent_page": ""}, None)],
)
def test_a_copy_that_does_not_fit_is_told_so(client, eve, page, changes, field):
    client.force_login(eve)
    told = {"new_title": "副本", "new_slug": "copy", "new_parent_page": page.get_parent().pk}
    answer = client.post(reverse("wagtailadmin_pages:copy", args=(page.pk,)), told | changes)
    assert answer.status_code == 200 and not OutcomePage.objects.filter(slug="copy").exists()
    assert field is None or field in answer.context["form"].errors


def test_a_copy_of_the_longest_title_fits(client, eve, page):
    client.force_login(eve)
    told = {"new_title": "長" * 255, "new_slug": "copy", "new_parent_page": page.get_parent().pk}
    assert client.post(reverse("wagtailadmin_pages:copy", args=(page.pk,)), told).status_code == 302
    assert OutcomePage.objects.get(slug="copy").title == "長" * 255

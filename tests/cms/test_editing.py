"""The editors' admin over HTTP: who gets in, what they may do, and the way from a blank page to a public one."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.fields import RichTextField
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from civic.accounts.actions import suspend
from civic.accounts.models import Kept
from civic.search import statements
from cms.models import HomePage, OutcomeDocument, OutcomeIndexPage, OutcomePage, PublicDocument
from cms.models.outcomes import FEATURES
from tests.cms.conftest import outcome, proposal, theme

pytestmark = pytest.mark.django_db
OPENED = re.compile(r'name="(loaded_revision_id|loaded_revision_created_at)" value="([^"]+)"')


def index(language="zh-hant"):
    return OutcomeIndexPage.objects.get(locale__language_code=language)


def home(language="zh-hant"):
    return HomePage.objects.get(locale__language_code=language)


def words(text):
    return rich_text(f"<p>{text}</p>", features=FEATURES)


def form(**changes):
    """What the editing form sends."""
    parts = {name: words(name) for name in ("why", "who", "said", "decided", "changed")}
    return nested_form_data(
        {
            "title": "輕軌之後",
            "slug": "after-the-tram",
            "summary": "一條線接起兩座車站。",
            "year": "2026",
            "theme": theme().pk,
            "how": "proposal",
            "picture": "",
            "picture_alt": "",
            "body": streamfield([]),
            "changes": inline_formset([]),
            "documents": inline_formset([]),
            "links": inline_formset([{"title": "路線資料", "url": "https://data.example.org/tram"}]),
            "comments": inline_formset([]),
            **parts,
            **changes,
        }
    )


def opened(client, address):
    """What the form at `address` says of the version it shows."""
    said = dict(OPENED.findall(client.get(address).content.decode()))
    assert len(said) == 2
    return said


def add(client, page=None, **changes):
    return client.post(
        reverse("wagtailadmin_pages:add", args=("cms", "outcomepage", (page or index()).pk)), form(**changes)
    )


# --- what makes no sense ------------------------------------------------------------------------

UNREAD = ["no json", "[]", "{}", "1", "null", '{"blocks": 1, "entityMap": {}}', "[" * 5000,
          '{"blocks": [{"text": "x"}], "entityMap": {}}',
          '{"blocks": [{"text": "x", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],'
          ' "entityRanges": [{"offset": 0, "length": 1, "key": 9}]}], "entityMap": {}}']  # fmt: skip
BROKEN_PARTS = [
    {"body-count": "many"},
    {"body-count": "2"},
    {"body-0-deleted": None},
    {"body-0-order": "x"},
    {"body-0-value": "no json"},
]


def rich_names():
    return [field.name for field in OutcomePage._meta.local_fields if isinstance(field, RichTextField)]


def refuses(client, page, typed):
    addresses = [
        reverse("wagtailadmin_pages:add", args=("cms", "outcomepage", index().pk)),
        reverse("wagtailadmin_pages:edit", args=(page.pk,)),
        reverse("wagtailadmin_pages:preview_on_edit", args=(page.pk,)),
    ]
    return all(client.post(address, typed).status_code == 400 for address in addresses)


def test_a_broken_rich_text_makes_no_sense(client, eve):
    page = outcome()
    client.force_login(eve)
    for name in rich_names():
        for broken in UNREAD[:2]:
            assert refuses(client, page, form(**{name: broken}) | {"action-publish": "1"}), (name, broken)
    for broken in UNREAD[2:]:
        assert add(client, why=broken).status_code in (200, 302, 400), broken


def test_without_its_rich_text_a_page_is_asked_for_it(client, eve):
    client.force_login(eve)
    typed = form() | {"action-publish": "1"}
    for sent in (typed | {"why": ""}, {name: value for name, value in typed.items() if name != "why"}):
        answer = client.post(reverse("wagtailadmin_pages:add", args=("cms", "outcomepage", index().pk)), sent)
        assert answer.status_code == 200 and not OutcomePage.objects.exists()
        assert "why" in answer.context["form"].errors


@pytest.mark.parametrize("broken", BROKEN_PARTS, ids=str)
def test_broken_parts_of_a_page_make_no_sense(client, eve, broken):
    page = outcome()
    client.force_login(eve)
    typed = form(body=streamfield([("text", words("一"))])) | broken
    typed = {name: value for name, value in typed.items() if value is not None}
    assert refuses(client, page, typed)


# --- what can be seen ---------------------------------------------------------------------------


@pytest.mark.parametrize("nothing", ["\u200b", "\u3164", "\u202e"], ids=ascii)
@pytest.mark.parametrize("field", ["title", "summary", "why"])
def test_a_page_of_nothing_is_not_published(client, eve, field, nothing):
    client.force_login(eve)
    typed = words(nothing) if field == "why" else nothing
    add(client, **{field: typed, "action-publish": "1"})
    assert not OutcomePage.objects.live().exists()


def test_a_title_is_kept_as_people_see_it(client, eve):
    client.force_login(eve)
    add(client, title="輕軌\u202e之後\u200b", **{"action-publish": "1"})
    assert OutcomePage.objects.live().get().title == "輕軌之後"


def test_a_page_of_many_parts_has_more_fields_than_any_form_of_ours_and_is_published(client, eve):
    client.force_login(eve)
    links = [{"title": f"資料{number}", "url": f"https://data.example.org/{number}"} for number in range(400)]
    changes = {"links": inline_formset(links), "action-publish": "1"}
    assert len(form(**changes)) > 1000, "void unless it has"
    add(client, **changes)
    assert OutcomePage.objects.live().get().links.count() == 400


def test_nor_may_an_editors_form_have_fields_without_end(client, eve):
    client.force_login(eve)
    assert add(client, **{f"field{number}": "x" for number in range(10_000)}).status_code == 400


# --- who gets in --------------------------------------------------------------------------------


def test_a_stranger_is_sent_to_our_sign_in(client):
    answer = client.get("/cms/", follow=True)
    assert [address for address, _status in answer.redirect_chain] == [
        "/cms/login/?next=/cms/",
        "/accounts/login/?next=/cms/",
    ]


@pytest.mark.parametrize("door", ["/cms/", "/cms/login/", "/admin/"])
@pytest.mark.parametrize(("asks", "prefix"), [("en-US,en;q=0.9", "/en"), ("zh-TW,zh;q=0.9,en;q=0.8", ""), ("fr", "")])
def test_a_stranger_signs_in_in_the_language_of_the_browser(client, door, asks, prefix):
    """Where nothing in the address says which."""
    answer = client.get(door, headers={"Accept-Language": asks})
    assert "Accept-Language" in answer["Vary"]
    while "accounts" not in answer.url:
        answer = client.get(answer.url, headers={"Accept-Language": asks})
    assert answer.url.startswith(f"{prefix}/accounts/login/?next=")


@pytest.mark.parametrize(("language", "home"), [("zh-hant", "/"), ("en", "/en/")])
def test_who_signs_out_stands_on_the_home_page_of_their_language(client, eve, language, home):
    type(eve).objects.filter(pk=eve.pk).update(language=language)
    client.force_login(eve)
    assert client.post("/cms/logout/").url == home
    assert client.get("/cms/").status_code == 302


@pytest.mark.parametrize("path", ["/cms/login/", "/_util/login/", "/en/_util/login/"])
def test_wagtails_own_sign_in_forms_are_covered(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.url.endswith("accounts/login/?next=/cms/")) == (302, True)


@pytest.mark.parametrize("who", ["mei", "rui", "ann"])
def test_people_without_the_role_get_a_sentence_and_no_loop(client, request, who):
    client.force_login(request.getfixturevalue(who))
    answer = client.get("/cms/", follow=True)
    assert answer.status_code == 403


@pytest.mark.parametrize("door", ["/cms/", "/cms/pages/", "/cms/documents/"])
def test_a_suspended_editor_edits_nothing(client, eve, now, door):
    client.force_login(eve)
    assert client.get(door, follow=True).status_code == 200, "void unless an editor gets in"
    suspend(eve, at=now, actor="operator", reason="洩密")
    answer = client.get(door, follow=True)
    assert answer.status_code == 403 and "停權" in answer.content.decode()


def test_a_sign_in_never_leads_elsewhere(client):
    assert client.get("/cms/login/?next=//evil.example/").url == "/accounts/login/?next=/cms/"


# --- what roles may do ---------------------------------------------------------------------------

PLACES = {
    "write an outcome": lambda: reverse("wagtailadmin_pages:add", args=("cms", "outcomepage", index().pk)),
    "write in English": lambda: reverse("wagtailadmin_pages:add", args=("cms", "outcomepage", index("en").pk)),
    "change the home page": lambda: reverse("wagtailadmin_pages:edit", args=(home().pk,)),
    "upload a document": lambda: reverse("wagtaildocs:add_multiple"),
    "one's settings": lambda: reverse("wagtailadmin_account"),
    "write below the root": lambda: reverse("wagtailadmin_pages:add_subpage", args=(Page.get_first_root_node().pk,)),
    "delete the home page": lambda: reverse("wagtailadmin_pages:delete", args=(home().pk,)),
    "unpublish the index": lambda: reverse("wagtailadmin_pages:unpublish", args=(index().pk,)),
    "move the index": lambda: reverse("wagtailadmin_pages:move", args=(index().pk,)),
    "sites": lambda: reverse("wagtailsites:index"),
    "workflows": lambda: reverse("wagtailadmin_workflows:index"),
    "people": lambda: reverse("wagtailusers_users:index"),
    "roles": lambda: reverse("wagtailusers_groups:index"),
}
EDITOR = {"write an outcome", "write in English", "change the home page", "upload a document", "one's settings"}
ADMINISTRATOR = EDITOR | {"sites", "workflows"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("who", "allowed"), [("eve", EDITOR), ("ada", ADMINISTRATOR), ("mei", set()), (None, set())])
def test_roles_and_places(client, request, who, allowed, place):
    if who:
        client.force_login(request.getfixturevalue(who))
    answer = client.get(PLACES[place]())
    assert (answer.status_code == 200) == (place in allowed), answer.status_code


def test_no_person_can_be_changed_here_even_by_a_superuser(client, ada, mei):
    ada.is_superuser = True
    ada.save(update_fields=["is_superuser"])
    client.force_login(ada)
    for address in (reverse("wagtailusers_users:edit", args=(mei.pk,)), reverse("wagtailusers_users:add")):
        assert client.get(address).status_code == 302
        client.post(address, {"email": "x@example.test", "nickname": "x", "is_superuser": "on"})
    mei.refresh_from_db()
    assert (mei.email, mei.is_superuser) == ("mei@example.test", False)


def test_the_roots_outlive_a_bulk_action(client, eve):
    client.force_login(eve)
    for action in ("delete", "unpublish", "move"):
        client.post(f"/cms/bulk/wagtailcore/page/{action}/?id={home().pk}&id={index().pk}&next=/cms/", {"chooser": "1"})
    assert home().live and index().live


# --- from a blank page to a public one ---------------------------------------------------------------


def test_write_preview_publish(client, eve, answered):
    client.force_login(eve)
    body = streamfield([("proposal", {"proposal": answered.pk, "with_answer": "on"})])
    add(client, body=body)
    page = OutcomePage.objects.get(slug="after-the-tram")
    assert not page.live
    assert client.get("/outcomes/after-the-tram/").status_code == 404

    preview = reverse("wagtailadmin_pages:preview_on_edit", args=(page.pk,))
    assert client.post(preview, form(title="輕軌之後，再見", body=body)).json()["is_valid"]
    shown = client.get(preview)
    assert "輕軌之後，再見" in shown.content.decode()
    assert f'data-topic="proposal:{answered.pk}"' in shown.content.decode()
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]

    edit = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    client.post(edit, form(body=body) | opened(client, edit) | {"action-publish": "1"})
    client.logout()
    assert "路線已核定。" in client.get("/outcomes/after-the-tram/").content.decode()


def test_the_admin_speaks_the_editors_language_and_the_preview_the_pages(client, eve):
    page, english = outcome(), outcome(language="en", title="Islands that drink")
    client.force_login(eve)
    assert "撰寫" in client.get("/cms/").content.decode()
    eve.language = "en"
    eve.save(update_fields=["language"])
    assert "New outcome" in client.get("/cms/").content.decode()
    for shown, heading in ((page, "為什麼"), (english, "Why")):
        address = reverse("wagtailadmin_pages:preview_on_edit", args=(shown.pk,))
        client.post(address, form())
        assert f"<h2>{heading}</h2>" in client.get(address).content.decode()


def test_documents_stand_on_the_page_and_in_its_preview(client, eve, settings, tmp_path, django_assert_max_num_queries):
    settings.MEDIA_ROOT = tmp_path
    files = [document(f"record-{number}.csv") for number in range(3)]
    page = outcome()
    page.documents = [OutcomeDocument(document=file, sort_order=n) for n, file in enumerate(files)]
    page.save_revision().publish()
    with django_assert_max_num_queries(20):
        assert "record-2.csv" in client.get("/outcomes/rain/").content.decode()
    client.force_login(eve)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=(page.pk,))
    client.post(address, form(documents=inline_formset([{"document": files[1].pk}])))
    assert "record-1.csv" in client.get(address).content.decode()


def test_submitting_asks_a_second_editor(client, eve):
    client.force_login(eve)
    add(client)
    page = OutcomePage.objects.get(slug="after-the-tram")
    edit = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    client.post(edit, form() | opened(client, edit) | {"action-submit": "1"})
    page = OutcomePage.objects.get(pk=page.pk)
    assert page.current_workflow_state is not None
    assert not page.live


def test_a_translation_is_a_draft_in_the_other_tree(client, eve):
    page = outcome()
    client.force_login(eve)
    english = Locale.objects.get(language_code="en")
    client.post(reverse("simple_translation:submit_page_translation", args=(page.pk,)), {"locales": english.pk})
    copy = page.get_translation(english)
    assert copy.get_parent().specific == index("en")
    assert not copy.live


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"summary": ""}, "summary"),
        ({"year": "115"}, "year"),
        ({"theme": ""}, "theme"),
        ({"why": "null"}, "why"),
        ({"links": inline_formset([{"title": "x", "url": "javascript:alert(1)"}])}, "links"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_published(client, eve, changes, field):
    client.force_login(eve)
    answer = add(client, **changes, **{"action-publish": "1"})
    assert answer.status_code == 200
    assert not OutcomePage.objects.filter(live=True).exists()
    form_shown = answer.context["form"]
    assert field in form_shown.errors or form_shown.formsets[field].errors


def test_a_draft_proposal_cannot_be_put_on_a_page(client, eve, collecting):
    client.force_login(eve)
    add(client, body=streamfield([("proposal", {"proposal": collecting.pk})]), **{"action-publish": "1"})
    assert not OutcomePage.objects.exists()


# --- choosers ------------------------------------------------------------------------------------


def test_the_chooser_offers_established_proposals_only(client, eve, answered, bo, rui, now):
    waiting = proposal(bo, rui, now, "還在附議的輕軌")
    client.force_login(eve)
    found = client.get("/cms/proposal_chooser/results/?q=輕軌").content.decode()
    assert answered.title in found
    assert waiting.title not in found
    assert client.get(f"/cms/proposal_chooser/chosen/{answered.pk}/").status_code == 200
    assert client.get(f"/cms/proposal_chooser/chosen/{waiting.pk}/").status_code == 404


def test_the_choosers_find_any_spelling_words_of_the_text_and_numbers(client, eve, answered):
    client.force_login(eve)
    beginning = answered.body[:4]
    for typed in ("轻轨", beginning, str(answered.pk)):
        assert answered.title in client.get("/cms/proposal_chooser/results/", {"q": typed}).content.decode(), typed
    assert answered.title not in client.get("/cms/proposal_chooser/results/", {"q": "飛船"}).content.decode()


def test_a_chooser_says_that_looking_took_too_long(client, eve, answered, monkeypatch):
    client.force_login(eve)
    monkeypatch.setattr(statements, "PATIENCE", 200)
    slowly = statements.COUNT.replace("{condition}", "{condition} AND pg_sleep(9) IS NOT NULL")
    monkeypatch.setattr(statements, "COUNT", slowly)
    said = client.get("/cms/proposal_chooser/results/", {"q": "輕軌"}).content.decode()
    assert "花了太久" in said and answered.title not in said and "沒有" not in said


@pytest.mark.parametrize("typed", ["輕軌", "雄輕軌延", "高雄", "延伸", "軌", "輕軌 延伸", "kaohsiung"])
def test_pages_and_documents_are_found_by_any_part_of_their_title(client, eve, typed):
    outcome("tram", title="高雄輕軌延伸 Kaohsiung tram")
    PublicDocument.objects.create(title="高雄輕軌延伸 Kaohsiung", file=SimpleUploadedFile("tram.csv", b"a,b"))
    client.force_login(eve)
    for address in ("/cms/pages/search/results/", "/cms/choose-page/search/", "/cms/documents/chooser/results/"):
        assert "輕軌延伸" in client.get(address, {"q": typed}).content.decode(), address


@pytest.mark.parametrize("typed", ["蚊子", "蚊子怎麼辦", "先做兩條路", "花台為什麼", "leaflet", "滲水鋪面"])
def test_pages_are_found_by_what_is_written_on_them(client, eve, typed):
    page = OutcomePage.objects.get(pk=outcome("rain", why="因為淹水。The leaflet says so.").pk)
    page.body = page.body.stream_block.to_python([{"type": "heading", "value": "滲水鋪面的故事"}])
    page.save_revision().publish()
    outcome("tram", title="高雄輕軌延伸", said="噪音怎麼辦？", decided="再議。", summary="一條線。")
    client.force_login(eve)
    for address in ("/cms/pages/search/results/", "/cms/choose-page/search/"):
        found = client.get(address, {"q": typed}).content.decode()
        assert "會喝水的分隔島" in found and "輕軌延伸" not in found, address


def test_markup_is_not_what_is_written(client, eve):
    outcome("rain", title="分隔島")
    client.force_login(eve)
    assert "分隔島" not in client.get("/cms/pages/search/results/", {"q": "data"}).content.decode()


def test_unlike_titles_are_not_found(client, eve):
    outcome("tram", title="高雄輕軌延伸")
    client.force_login(eve)
    assert "輕軌延伸" not in client.get("/cms/pages/search/results/", {"q": "輕延"}).content.decode()


# --- files ----------------------------------------------------------------------------------------


def document(name, content=b"<script>alert(1)</script>"):
    return PublicDocument.objects.create(title=name, file=SimpleUploadedFile(name, content))


@pytest.mark.parametrize("name", ["a.csv", "b.pdf", "c.txt"])
def test_a_document_is_saved_never_run(client, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    file, page = document(name), outcome()
    page.documents = [OutcomeDocument(document=file)]
    page.save_revision().publish()
    answer = client.get(file.url)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("page.html", b"<script>", "不是可以使用"),
        ("drawing.svg", b"<svg/>", "不是可以使用"),
        ("big.pdf", b"x" * (20 * 2**20 + 1), "20 MB"),
    ],
)
def test_unwelcome_documents_are_refused_in_words(client, eve, settings, tmp_path, name, content, word):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(eve)
    answer = client.post(
        reverse("wagtaildocs:add"), {"title": "x", "collection": 1, "file": SimpleUploadedFile(name, content)}
    )
    assert word in str(answer.context["form"].errors["file"])
    assert not PublicDocument.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/media/documents/a.csv",
        "/media/images/../documents/a.csv",
        "/media/images/a.html",
        "/media/evidence/a.png",
        "/media/images/",
    ],
)
def test_the_media_folder_shows_pictures_only(client, settings, tmp_path, path):
    settings.MEDIA_ROOT = tmp_path
    document("a.csv")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.html").write_text("<script>")
    assert client.get(path).status_code == 404


def test_a_page_that_cannot_save_itself_hears_why(client, eve):
    client.force_login(eve)
    page = outcome()
    edit = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    assert "您已登出。請按「儲存草稿」" in client.get(edit).content.decode()
    client.logout()
    answer = client.post(edit, form(), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error_code"]) == (403, "signed_out")
    assert not Kept.objects.exists(), "what saves itself is sent again and again"
    assert "您已登出，但您寫的內容還在" in client.post(edit, form()).content.decode()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(eve)
    answer = strict.post(edit, form(), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error_code"]) == (403, "refused")


def test_the_language_of_the_editors_admin_goes_by_its_name_here(client, eve):
    client.force_login(eve)
    page = client.get("/cms/account/").content.decode()
    assert "和「我的頁面」一樣" in page and "正體中文" in page and "繁體中文" not in page


def test_what_an_editor_wrote_is_sent_again_after_signing_in(client, eve):
    client.force_login(eve)
    add(client)
    page = OutcomePage.objects.get(slug="after-the-tram")
    edit = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    body = streamfield([("quote", {"text": "鄰居都走得到。", "source": ""})])  # an empty part is a part
    sent = form(summary="登出以後寫的。", body=body) | opened(client, edit)
    client.logout()
    found = re.search(r"next=(/mine/kept/[^\"&]+)", client.post(edit, sent).content.decode())
    client.force_login(eve)
    kept = client.get(found[1]).context
    again = dict([(name, words) for name, words, _label in kept["texts"]] + kept["others"])
    assert again == {name: str(words) for name, words in sent.items()}
    assert client.post(kept["path"], again).status_code == 302
    written = OutcomePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert written.summary == "登出以後寫的。" and "鄰居都走得到。" in str(written.body)

"""The editors' admin read aloud: no list says "None", no page of it leaves an English sentence standing, and people are
called by their nicknames."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
import wagtail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Page

from cms.blocks import GuideBody, OutcomeBody
from cms.choosers import BudgetRows, ProposalRows
from cms.models import OutcomeDocument, OutcomeIndexPage
from tests.cms.conftest import outcome

pytestmark = pytest.mark.django_db

LISTS = [
    "wagtailadmin_home", "wagtailadmin_explore_root", "wagtailadmin_pages:search", "wagtailimages:index",
    "wagtaildocs:index", "wagtailadmin_reports:locked_pages", "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks", "wagtailadmin_reports:site_history", "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:page_types_usage", "wagtailadmin_collections:index", "wagtailredirects:index",
    "wagtailsites:index", "wagtailadmin_workflows:index", "wagtailadmin_workflows:task_index", "wagtailadmin_account",
    "wagtailimages:add_multiple", "wagtaildocs:add_multiple",
]  # fmt: skip
OF_PAGES = re.compile("How it works|Terms of use|News and events")  # titles of English pages
OF_WORKFLOW = "另一位編輯過目"  # is called in both languages
ENGLISH = re.compile(r"\b[A-Z][a-z]+(?: [a-z]+){2,}")


def source(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def read(client, address):
    """What somebody reads on a page, without its scripts and templates."""
    page = source(client, address)
    page = re.sub(r"<(script|style|svg|template)\b.*?</\1>|<div[^>]*\bhidden>[^<]*</div>", " ", page, flags=re.S)
    return OF_PAGES.sub(" ", re.sub(r"\s+", " ", strip_tags(page)))


@pytest.fixture
def places(eve):
    page = outcome()
    page.save_revision(user=eve, log_action=True).publish(user=eve)
    index = OutcomeIndexPage.objects.get(locale__language_code="zh-hant")
    one = [reverse(f"wagtailadmin_pages:{name}", args=(page.pk,)) for name in ("edit", "history", "copy", "usage",
           "delete", "unpublish", "move", "set_privacy", "workflow_history")]  # fmt: skip
    typed = reverse("wagtailadmin_pages:type_use", args=("cms", "outcomepage"))
    return [*map(reverse, LISTS), *one, typed, reverse("wagtailadmin_explore", args=(index.pk,))]


@pytest.fixture
def owner(client, ada):
    """Nobody sees more."""
    ada.is_superuser = True
    ada.save(update_fields=["is_superuser"])
    client.force_login(ada)
    return ada


def test_no_page_says_none_or_leaves_english_standing(client, owner, places):
    read_there = {address: read(client, address) for address in places}
    assert {address for address, text in read_there.items() if len(text) < 30} == set(), "void if nothing is read"
    assert {address for address, text in read_there.items() if re.search(r"\bNone\b|筆None", text)} == set()
    assert {address for address, text in read_there.items() if re.search(r"\bRoot\b(?! page)", text)} == set()
    assert {address: found for address, text in read_there.items() if (found := ENGLISH.findall(text))} == {}


def test_no_list_has_an_english_heading(client, owner, places):
    heads = {address: re.findall(r"<th\b.*?</th>", source(client, address), flags=re.S) for address in places}
    read_there = [(address, strip_tags(head).strip()) for address, found in heads.items() for head in found]
    assert len(read_there) > 50, "void unless headings are found"
    assert [(address, head) for address, head in read_there if re.match("[A-Za-z]", head)] == []


def test_the_start_page_leads_to_no_guide_to_wagtail(client, owner):
    assert "wagtail.org" not in source(client, reverse("wagtailadmin_home"))


def test_people_are_called_by_their_nickname_and_never_by_what_they_sign_in_with(client, owner, eve, places):
    seen = {address: source(client, address) for address in places}
    assert [address for address, page in seen.items() if eve.email in page or owner.email in page] == []
    assert f'"name": "{owner.nickname}"' in seen[reverse("wagtailadmin_home")]


def test_the_list_of_old_pages_names_publishers_likewise(client, owner, eve, places):
    answer = client.get(reverse("wagtailadmin_reports:aging_pages"), {"export": "csv"})
    out = b"".join(answer.streaming_content).decode()
    assert eve.nickname in out and "@" not in out


def test_the_form_of_an_outcome_names_its_parts_in_its_own_words(client, owner):
    index = OutcomeIndexPage.objects.get(locale__language_code="zh-hant")
    form = client.get(reverse("wagtailadmin_pages:add", args=("cms", "outcomepage", index.pk))).context["form"]
    labels = {name: str(form.fields[name].label) for name in ("title", "theme", "why")}
    assert labels == {"title": "標題", "theme": "主題分類", "why": "為什麼"}
    assert OutcomeDocument._meta.get_field("document").verbose_name == "文件"


def test_where_an_editor_finds_no_page_the_site_speaks_and_leads_back(client, owner):
    answer = client.get(reverse("wagtailadmin_pages:edit", args=(10**9,)))
    page = answer.content.decode()
    assert answer.status_code == 404 and f'href="{reverse("wagtailadmin_home")}"' in page
    assert "這裡沒有頁面" in page and "Wagtail" not in strip_tags(page)


def test_an_english_editor_reads_no_chinese_in_dialogues_and_reports(client, owner, places):
    """Whoever opened the first page since the program began."""
    addresses = [reverse(name) for name in ("wagtailimages_chooser:choose", "wagtaildocs_chooser:choose")]
    addresses += [address for address in places if "/reports/workflow" in address]
    type(owner).objects.filter(pk=owner.pk).update(language="en")
    pages = {address: source(client, address) for address in addresses}
    assert len(pages) == 4 and all("Search" in page or "Workflow" in page for page in pages.values())
    said = {address: strip_tags(page).replace(OF_WORKFLOW, "") for address, page in pages.items()}
    assert {address: found for address, text in said.items() if (found := re.findall("[\u4e00-\u9fff]+", text))} == {}


@pytest.mark.parametrize(("language", "letters"), [("zh-hant", "[A-Za-z]"), ("en", "[\u4e00-\u9fff]")])
@pytest.mark.parametrize("name", ["workflow", "workflow_tasks", "site_history"])
def test_reports_are_headed_in_the_language_of_their_reader(client, owner, language, letters, name):
    type(owner).objects.filter(pk=owner.pk).update(language=language)
    answer = client.get(reverse(f"wagtailadmin_reports:{name}"), {"export": "csv"})
    head = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[0]
    assert len(head) > 10 and not re.findall(letters, re.sub(r"\bID\b", "", head)), head


def inside(block):
    """Each block in it, however deep."""
    children = [*getattr(block, "child_blocks", {}).values(), *filter(None, [getattr(block, "child_block", None)])]
    return [found for child in children for found in (child, *inside(child))]


def test_what_parts_of_a_page_and_columns_of_choosers_are_called_begins_with_a_capital_letter():
    """Django does that for the fields of a model, and for nothing else."""
    with translation.override("en"):
        labels = {str(block.label) for body in (OutcomeBody(), GuideBody()) for block in inside(body)}
        heads = {str(column.label) for rows in (ProposalRows, BudgetRows) for column in rows.more_columns}
    assert len(labels) > 20 and len(heads) == 4, "void unless they are found"
    assert {label for label in labels | heads if label[0].islower()} == set()


SAID_LATE = {"forms.py", "admin/viewsets/chooser.py", "contrib/redirects/filters.py", "contrib/redirects/views.py"}
NOT_SHOWN = {"admin/forms/collections.py", "contrib/styleguide/views.py", "images/forms.py"}


def said_when_loaded(path):
    """Whether a module of Wagtail's translates anything outside of its functions."""
    tree = ast.parse(path.read_text())
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and "translation" in (node.module or "")]
    imported = [each for node in imports for each in node.names if each.name in ("gettext", "ngettext")]
    names = {each.asname or each.name for each in imported}

    def calls(node):
        inner = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.FunctionDef | ast.Lambda)]
        is_call = isinstance(node, ast.Call) and getattr(node.func, "id", "") in names
        return is_call or any(map(calls, inner))

    return calls(tree)


def test_whatever_wagtail_translates_once_for_all_is_said_again():
    root = Path(wagtail.__file__).parent
    paths = [path for path in root.rglob("*.py") if not {"tests", "test"} & {*path.relative_to(root).parts}]
    found = {str(path.relative_to(root)) for path in paths if said_when_loaded(path)}
    assert found == SAID_LATE | NOT_SHOWN


@pytest.mark.parametrize(("language", "others"), [("zh-hant", "[A-Za-z]"), ("en", "[\u4e00-\u9fff]")])
def test_redirects_and_reasons_are_asked_for_in_the_language_of_the_reader(client, owner, language, others):
    type(owner).objects.filter(pk=owner.pk).update(language=language)
    answer = client.get(reverse("wagtailredirects:index"), {"export": "csv"})
    head = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[0]
    kind = client.get(reverse("wagtailredirects:index")).context["filters"].form.fields["is_permanent"]
    with translation.override(language):
        words = [head, kind.label, *(label for _code, label in kind.choices), TaskStateCommentForm()["comment"].label]
        assert [str(word) for word in words if re.search(others, str(word))] == []


def test_in_chinese_lists_count_their_rows_and_tell_the_age_of_a_page_by_one_unit(client, owner, places):
    Page.objects.update(latest_revision_created_at=timezone.now() - timedelta(days=400, hours=3))
    index = source(client, places[-1])
    assert "1 筆頁面" in strip_tags(index)
    assert "1\u00a0年前" in index and not re.search("1\u00a0年(?!前)", index)
    assert 'aria-label="Actions"' not in index and 'aria-label="操作"' in index

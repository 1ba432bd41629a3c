"""What is in the menu of Wagtail's admin opens; nobody is sent back to its first page without a word."""

import pytest

PAGES = [
    "collections/", "collections/add/", "sites/", "workflows/list/", "workflows/tasks/index/", "redirects/", "images/",
    "documents/", "reports/locked/",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_what_administrators_may_manage_opens_for_them(client, ada, page):
    client.force_login(ada)
    assert client.get(f"/cms/{page}").status_code == 200


def test_administrators_make_collections_of_files(client, ada):
    client.force_login(ada)
    made = client.post("/cms/collections/add/", {"name": "路燈", "parent": "1"})
    assert made.status_code == 302 and made["Location"] == "/cms/collections/"
    assert "路燈" in client.get("/cms/collections/").content.decode()


@pytest.mark.parametrize("page", ["collections/", "sites/", "workflows/list/"])
def test_editors_have_no_way_there(client, eve, page):
    client.force_login(eve)
    assert client.get(f"/cms/{page}").status_code == 302

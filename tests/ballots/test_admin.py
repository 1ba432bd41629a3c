"""The administration shows how far a box has come, and nobody's ballot."""

import pytest
from django.contrib import admin
from django.utils.html import strip_tags

from civic.accounts.registry import permissions_of, role_names
from proposals.ballots import keys
from proposals.ballots.models import Box, Paper, Roll, Sealed
from tests.ballots import things
from tests.ballots.things import vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(mei):
    box = things.box()
    vote(box, mei, 20011)
    return box


def read(client, person, address):
    client.force_login(person)
    return strip_tags(client.get(address).content.decode())


def test_an_administrator_reads_how_a_box_fares_and_changes_nothing(box, client, ada):
    Box.objects.filter(pk=box.pk).update(fault="roll")
    page = f"/admin/ballots/box/{box.pk}/change/"
    assert "選票張數和投票人數不符" in read(client, ada, "/admin/ballots/box/")
    text = read(client, ada, page)
    assert box.fingerprint in text and "兩處都在" in text and "20011" not in text
    assert client.post(page, {"turnout": 9}).status_code == 403
    assert client.post(f"/admin/ballots/box/{box.pk}/delete/", {"post": "yes"}).status_code == 403
    keys.destroy(box.fingerprint)
    assert "遺失" in read(client, ada, page)


def test_nobody_reads_rolls_sealed_ballots_or_papers_there():
    assert not {Roll, Sealed, Paper} & set(admin.site._registry)
    allowed = {name for name in permissions_of(role_names()) if name.startswith("ballots.")}
    assert allowed == {"ballots.view_box"}


@pytest.mark.parametrize("name", ["mei", "rui", "ann", "eve"])
def test_nobody_else_gets_in(box, client, request, name):
    client.force_login(request.getfixturevalue(name))
    assert client.get("/admin/ballots/box/").status_code in (302, 403)

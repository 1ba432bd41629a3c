"""Roles are plugged in by the apps that own them."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import translation

from civic.accounts import registry
from civic.accounts.actions import grant_role
from civic.accounts.models import Person
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(monkeypatch):
    """A role that some later app brings: it looks after closures."""
    monkeypatch.setattr(registry, "_roles", list(registry._roles))
    monkeypatch.setattr(registry, "_permissions", registry._permissions | {"steward": {"city.view_closure"}})
    registry.role(25, "steward", "Steward of the rolls")


def test_the_roles_are_those_of_the_apps_in_order():
    with translation.override("en"):
        assert [(role.name, str(role.title)) for role in registry.roles()] == [
            ("reviewer", "Reviewer"),
            ("official", "Official of an agency"),
            ("budget", "Budget team"),
            ("programme", "Programme team"),
            ("editor", "Editor"),
            ("administrator", "Administrator"),
        ]


def test_a_role_plugged_in_later_has_its_group_after_migrating(steward, now):
    assert not Group.objects.filter(name="steward").exists(), "void if the group is there already"
    call_command("migrate", verbosity=0)
    mei = people.CAST["mei"]()
    grant_role(mei, "steward", at=now, actor="operator")
    mei = Person.objects.get(pk=mei.pk)
    assert mei.has_role("steward")
    assert mei.has_perm("city.view_closure") and not mei.has_perm("city.change_closure")


def test_migrating_again_makes_no_second_group(steward):
    for _ in range(2):
        call_command("migrate", verbosity=0)
    assert sorted(Group.objects.values_list("name", flat=True)) == [
        "administrator", "budget", "editor", "official", "programme", "reviewer",
        "steward",
    ]  # fmt: skip


def test_my_page_names_a_role_in_its_words(client, steward, now):
    mei = people.CAST["mei"]()
    call_command("migrate", verbosity=0)
    grant_role(mei, "steward", at=now, actor="operator")
    client.force_login(mei)
    assert "Steward of the rolls" in client.get("/mine/").content.decode()


def test_who_has_no_role_may_nothing():
    assert registry.permissions_of([]) == registry.permissions_of(["nobody"]) == set()


def test_what_administrators_may_is_said_by_several_apps():
    may = registry.permissions_of(["administrator"])
    assert {"accounts.view_person", "agencies.change_agency", "city.delete_closure", "record.view_entry"} <= may
    assert "ballots.view_box" in may
    assert len(may) == 21

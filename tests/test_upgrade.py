"""Whoever runs an earlier release can go on with this one: every town that was kept is migrated and asked again.

The town is settled with the very statements that built its release's tables, not with today's migrations: what stands
in an old migration today is not what ran then. See `tests/towns.py`.
"""

import dataclasses
import re
from datetime import datetime
from io import StringIO

import psycopg
import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from wagtail.models import Revision

from civic.accounts.models import Person
from civic.city import calendar
from civic.duties.models import Duty
from civic.duties.rules import Span
from proposals import recount
from proposals.models import Evidence
from tests import databases, towns

# Every `migrate` notes what it has done, and what there is that can be allowed to somebody.
GROWING = {"django_migrations", "django_content_type", "auth_permission"}
# What migrations bring: the pages that explain the site, in two languages; two teams; the right to collections.
PLANTED = {
    "wagtailcore_page": 14,
    "auth_group": 2,
    "auth_group_permissions": 4,
    "wagtailcore_grouppagepermission": 2,
    "wagtailcore_groupcollectionpermission": 3,
}
# {table: its name today, or None where it is gone or its rows are in others}, for those that no longer bear their name.
RENAMED = {"wagtailembeds_embed": None, "wagtailforms_formsubmission": None}

SHAPE = """
    select 'column', format('%I.%I', c.table_name, c.column_name),
           concat_ws(' ', c.udt_name, c.character_maximum_length, c.is_nullable, c.column_default, c.is_identity)
      from information_schema.columns c where c.table_schema = 'public'
    union all
    select 'constraint', conname, format('%s %s', conrelid::regclass, pg_get_constraintdef(oid))
      from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
    union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
    union all select 'trigger', tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    union all
    select 'function', proname, pg_get_functiondef(oid)
      from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f'
    union all
    select 'storage', relname, array_to_string(reloptions, ' ')
      from pg_class where relnamespace = 'public'::regnamespace and reloptions is not null
"""


@dataclasses.dataclass
class Upgraded:
    """A town at the newest migrations; `shape` is its database's, `fresh` that of a new one."""

    town: towns.Town
    fresh: list
    shape: list

    @property
    def at(self):
        return datetime.fromisoformat(self.town.told["at"])


def shape():
    with connection.cursor() as cursor:
        cursor.execute(SHAPE)
        return sorted(cursor.fetchall())


@pytest.fixture(scope="module", params=towns.kept(), ids=lambda path: path.stem)
def upgraded(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), databases.cloned():
        town, fresh = towns.read(request.param), shape()
        towns.settle(town)
        call_command("migrate", verbosity=0)
        ContentType.objects.clear_cache()  # the kinds of pages have other numbers here
        yield Upgraded(town, fresh, shape())
    ContentType.objects.clear_cache()


def test_the_town_of_the_release_before_the_duties_moved_is_kept():
    assert "town-0.2.0" in {path.stem for path in towns.kept()}


def test_every_migration_is_applied(upgraded):
    call_command("migrate", check_unapplied=True, plan=True, stdout=StringIO())
    loader = MigrationLoader(connection)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith(("civic.", "cms", "proposals"))}
    last = {tuple(leaf) for leaf in upgraded.town.told["leaves"] if leaf[0] in ours}
    assert len(last) > 5 and last <= loader.disk_migrations.keys(), "a migration that has been released stays"


def test_an_upgraded_database_is_built_like_a_new_one(upgraded):
    assert len(upgraded.fresh) > 500
    assert upgraded.shape == upgraded.fresh


def test_no_row_is_lost_and_none_is_won(upgraded):
    before = {RENAMED.get(table, table): number for table, number in upgraded.town.sizes.items()}
    before.pop(None, None)
    after = towns.sizes(before)
    before = {table: number + PLANTED.get(table, 0) for table, number in before.items()}
    grown = {table: after[table] - before[table] for table in GROWING}
    assert min(grown.values()) >= 0
    assert after == {table: number + grown.get(table, 0) for table, number in before.items()}


def test_every_counter_is_still_right(upgraded):
    assert upgraded.town.told["said"]["counted"][1] > 5000
    assert recount.wrong() == []


@pytest.mark.parametrize("question", ["counted", "phases", "deadlines", "since", "owed"])
def test_this_release_says_of_the_town_what_its_own_said(upgraded, question):
    said = upgraded.town.told["said"][question]
    assert said and towns.asked(upgraded.at)[question] == said


def test_every_duty_says_how_its_end_was_counted(upgraded):
    """Start, length and unit give the stored end, also of what was amended or extended; the closures of the town were
    known before anything happened there."""
    calendar.forget_closures()
    duties = Duty.objects.all()
    wrong = [(row, row.due_at) for row in duties if Span(row.length, row.unit).after(row.starts_on) != row.due_at]
    assert wrong == []
    met = {(row.kind.partition(".")[2], row.length, row.unit) for row in duties}
    assert met >= {
        ("review", 5, "working_days"), ("review", 4, "working_days"), ("timetable", 7, "working_days"),
        ("timetable", 10, "working_days"), ("contact", 14, "working_days"), ("answer", 2, "months"),
        ("answer", 1, "months"),
    }  # fmt: skip


def test_the_town_has_every_case(upgraded):
    """What was kept is worth comparing: each phase, and each duty done and not done, owed and no longer owed."""
    said = upgraded.town.told["said"]
    assert set(said["phases"].values()) >= {
        "draft", "submitted", "amend", "scheduled", "collecting", "counting", "established", "answered", "lapsed",
        "refused", "withdrawn",
    }  # fmt: skip
    for name in ("review", "timetable", "contact", "answer"):
        known = {number: duties[name] for number, duties in said["deadlines"].items() if name in duties}
        done = {number: done < due for number, (due, done) in known.items() if done}
        undone, still = known.keys() - done.keys(), {str(number) for number in said["owed"][name]}
        assert set(done.values()) == {True, False}, f"{name}: done in time and late"
        assert still and still <= undone
        assert name == "answer" or undone - still, f"{name}: never done, but owed no more"


def test_every_version_of_an_outcome_still_says_how_people_took_part(upgraded):
    versions = Revision.objects.filter(content_type__model="outcomepage")
    assert versions and all(version.content["how"] and "method" not in version.content for version in versions)
    assert all(version.as_object().how == version.content["how"] for version in versions)


def test_every_file_keeps_the_name_its_people_gave_it(upgraded):
    """Until then it lay on disk under that name, and a document's address bears it."""
    files = Evidence.objects.exclude(file="")
    assert files and {paper.file.name.rpartition("/")[2] for paper in files} == {paper.name for paper in files}


def test_names_and_numbers_lie_encrypted_and_are_the_same(upgraded):
    """The numbers were made known by another IDENTITY_KEY, so not their digests are compared but what lay there."""
    before = b"".join(upgraded.town.rows)
    people = list(Person.objects.exclude(phone="").only("phone", "name"))
    assert people and all(f"\t{person.phone}\t".encode() in before for person in people)
    assert all(person.name.encode() in before for person in people)
    assert len(people) == len(set(re.findall(rb"\t(\+8869\d{8})\t", before)))
    readable = "select count(*) from accounts_person where phone like '+%' or (name <> '' and name not like 'gAAAA%')"
    with connection.cursor() as cursor:
        cursor.execute(readable)
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("place", [0, 100, -1])
def test_a_town_that_has_lost_a_row_is_not_settled(place):
    town = towns.read(towns.kept()[0])
    del town.rows[place]
    with pytest.raises(AssertionError, match="lost rows"):
        towns.settle(town)


def test_a_town_whose_rows_went_astray_leaves_the_database_as_it_was(upgraded):
    town = towns.read(towns.kept()[0])
    town.told["tables"][0][2] += 1
    town.told["tables"][1][2] -= 1
    before = towns.asked(upgraded.at)
    with pytest.raises(psycopg.Error):
        towns.settle(town)
    assert shape() == upgraded.shape and towns.asked(upgraded.at) == before


@pytest.mark.parametrize("path", ["/how-it-works/", "/rules/", "/privacy/", "/accessibility/", "/contact/", "/terms/"])
def test_the_pages_that_explain_the_site_stand_in_both_languages(upgraded, client, path):
    chinese, english = client.get(path), client.get(f"/en{path}")
    assert (chinese.status_code, english.status_code) == (200, 200)
    assert f'hreflang="en" href="/en{path}"' in chinese.content.decode()

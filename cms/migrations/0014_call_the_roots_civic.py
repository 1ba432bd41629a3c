"""Breadcrumbs and lists of collections begin with the name of the site, not with an English word of the library."""

from django.db import migrations

FORMER = "Root"
NAME = "Civic"


def rename(apps, schema_editor):
    pages, collections = (apps.get_model("wagtailcore", name).objects for name in ("Page", "Collection"))
    pages.filter(depth=1, title=FORMER).update(title=NAME, draft_title=NAME)
    collections.filter(depth=1, name=FORMER).update(name=NAME)


class Migration(migrations.Migration):
    dependencies = [("cms", "0013_let_a_draft_have_no_theme"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]

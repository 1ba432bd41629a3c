"""Versions of outcomes and remarks beside their fields name the field as the model now does."""

from django.db import migrations

OUTCOMES = "content_type_id in (select id from django_content_type where app_label = 'cms' and model = 'outcomepage')"


def renamed(old, new):
    """SQL that lets what refers to the field `old` of outcomes name it `new`."""
    return [
        f"""
        update wagtailcore_revision set content = (content - '{old}') || jsonb_build_object('{new}', content -> '{old}')
         where content ? '{old}' and {OUTCOMES}
        """,
        f"""
        update wagtailcore_comment set contentpath = '{new}'
         where contentpath = '{old}' and page_id in (select page_ptr_id from cms_outcomepage)
        """,
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0007_call_the_method_of_an_outcome_how"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunSQL(renamed("method", "how"), renamed("how", "method"))]

"""Wagtail's forms and embeds are not installed any more: no page ever used them, and their tables go."""

# safe because: nothing here could write into these tables; the features of rich text never allowed an embed.

from django.db import migrations

TABLES = "drop table if exists wagtailembeds_embed, wagtailforms_formsubmission"


class Migration(migrations.Migration):
    dependencies = [("cms", "0003_give_roles_their_rights")]
    operations = [migrations.RunSQL(TABLES, migrations.RunSQL.noop)]

"""A draft is saved by itself before its editor has come as far as the theme. What is published has one: see
`cms.lacking`."""

# safe because: it drops NOT NULL, in the catalogue of the database only.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0012_let_administrators_keep_collections"), ("city", "0004_give_reasons_room")]
    operations = [
        migrations.AlterField(
            "outcomepage",
            "theme",
            models.ForeignKey("city.theme", models.PROTECT, null=True, related_name="+", verbose_name="theme"),
        )
    ]

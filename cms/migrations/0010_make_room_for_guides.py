import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0009_keep_what_may_be_public"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuidePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("confirmed", models.JSONField(default=list, editable=False)),
                ("lead", models.TextField(blank=True, max_length=300, verbose_name="introduction")),
                (
                    "is_sample",
                    models.BooleanField(
                        default=False,
                        help_text="The page says on top that it is a sample for the city's legal office. "
                        "Untick it once adopted.",
                        verbose_name="a sample",
                    ),
                ),
                ("body", wagtail.fields.StreamField([], blank=True, block_lookup={}, verbose_name="text")),
            ],
            options={
                "verbose_name": "guide",
                "verbose_name_plural": "guides",
            },
            bases=("wagtailcore.page",),
        ),
    ]

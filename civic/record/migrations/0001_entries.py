import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("verb", models.CharField(max_length=60, verbose_name="verb")),
                ("subject", models.CharField(max_length=80, verbose_name="subject")),
                ("actor", models.CharField(blank=True, max_length=80, verbose_name="actor")),
                ("is_public", models.BooleanField(default=True, verbose_name="public")),
                (
                    "data",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="data",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry",
                "verbose_name_plural": "entries",
                "indexes": [models.Index(fields=["subject", "at", "id"], name="entry_by_subject")],
            },
        ),
    ]

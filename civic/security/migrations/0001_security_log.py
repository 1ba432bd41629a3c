import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("at", models.DateTimeField(db_index=True, verbose_name="at")),
                ("what", models.CharField(max_length=60, verbose_name="what")),
                (
                    "result",
                    models.CharField(
                        choices=[("done", "done"), ("failed", "failed"), ("denied", "denied")],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("actor", models.CharField(blank=True, max_length=80, verbose_name="by")),
                ("about", models.CharField(blank=True, max_length=80, verbose_name="about")),
                ("network", models.CharField(blank=True, max_length=45, verbose_name="network")),
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
                "verbose_name": "security event",
                "verbose_name_plural": "security log",
                "indexes": [
                    models.Index(fields=["about"], name="event_by_about"),
                    models.Index(fields=["actor"], name="event_by_actor"),
                ],
            },
        ),
    ]

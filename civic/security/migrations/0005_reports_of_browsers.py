from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("security", "0004_fences_of_seals"),
    ]

    operations = [
        migrations.CreateModel(
            name="Violation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("directive", models.CharField(max_length=40, verbose_name="directive")),
                ("source", models.CharField(max_length=90, verbose_name="from where")),
                ("page", models.CharField(max_length=80, verbose_name="kind of page")),
                ("count", models.PositiveBigIntegerField(default=1, verbose_name="reports")),
                ("first_at", models.DateTimeField(verbose_name="first at")),
                ("last_at", models.DateTimeField(db_index=True, verbose_name="last at")),
            ],
            options={
                "verbose_name": "report of a browser",
                "verbose_name_plural": "reports of browsers",
                "constraints": [models.UniqueConstraint(fields=("directive", "source", "page"), name="violation_once")],
            },
        ),
    ]

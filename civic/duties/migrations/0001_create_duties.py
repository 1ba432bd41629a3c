import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_agencies_and_officials"),
    ]

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=80, verbose_name="subject")),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("starts_on", models.DateField(verbose_name="counted from")),
                ("length", models.PositiveSmallIntegerField(verbose_name="length")),
                (
                    "unit",
                    models.CharField(
                        choices=[("working_days", "working days"), ("months", "months")],
                        max_length=12,
                        verbose_name="unit",
                    ),
                ),
                ("set_at", models.DateTimeField(verbose_name="set at")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("paused_at", models.DateTimeField(null=True, verbose_name="paused at")),
                ("done_at", models.DateTimeField(null=True, verbose_name="done at")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="needless since")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "duty",
                "verbose_name_plural": "duties",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None), ("ended_at", None), ("paused_at", None)),
                        fields=["due_at"],
                        name="duty_owed",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "kind"), name="duty_once"),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["working_days", "months"])), name="duty_in_known_units"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("set_at"))), name="duty_due_after_it_was_set"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_at", None), ("ended_at", None), _connector="OR"),
                        name="duty_done_or_needless",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_at", None), ("paused_at", None), _connector="OR"),
                        name="duty_not_done_while_paused",
                    ),
                ],
            },
        ),
    ]

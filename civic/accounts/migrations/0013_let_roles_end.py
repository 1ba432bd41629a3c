import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_go_on_with_another_account"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="attendance",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("last_on", models.DateField(db_index=True, verbose_name="last worked on")),
            ],
            options={
                "verbose_name": "last day at work",
                "verbose_name_plural": "last days at work",
            },
        ),
        migrations.CreateModel(
            name="Ending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=20, verbose_name="role")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("date", "the date that was set with the role"),
                            ("idle", "nobody worked with it for long"),
                        ],
                        max_length=4,
                        verbose_name="why",
                    ),
                ),
                ("until", models.DateTimeField(db_index=True, verbose_name="until")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="endings", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "end of a role",
                "verbose_name_plural": "ends of roles",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "role", "why"), name="ending_once"),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["date", "idle"])), name="ending_for_a_known_reason"
                    ),
                ],
            },
        ),
    ]

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Mailing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="failures")),
                ("last_error", models.CharField(blank=True, max_length=500, verbose_name="last error")),
                ("abandoned_at", models.DateTimeField(blank=True, null=True, verbose_name="given up at")),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("subject", models.CharField(max_length=80, verbose_name="subject")),
                ("key", models.CharField(max_length=160, unique=True, verbose_name="key")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "data",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="data"
                    ),
                ),
                ("cursor", models.BigIntegerField(default=0)),
                ("expanded_at", models.DateTimeField(blank=True, null=True, verbose_name="expanded at")),
            ],
            options={
                "verbose_name": "mailing",
                "verbose_name_plural": "mailings",
                "indexes": [
                    models.Index(
                        condition=models.Q(("abandoned_at__isnull", True), ("expanded_at__isnull", True)),
                        fields=["due_at"],
                        name="mailing_to_expand",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="failures")),
                ("last_error", models.CharField(blank=True, max_length=500, verbose_name="last error")),
                ("abandoned_at", models.DateTimeField(blank=True, null=True, verbose_name="given up at")),
                ("person_id", models.BigIntegerField(verbose_name="person")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                (
                    "mailing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="outbox.mailing"
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "indexes": [
                    models.Index(
                        condition=models.Q(("abandoned_at__isnull", True), ("sent_at__isnull", True)),
                        fields=["due_at"],
                        name="letter_to_send",
                    ),
                    models.Index(fields=["person_id"], name="letter_by_person"),
                ],
                "constraints": [models.UniqueConstraint(fields=("mailing", "person_id"), name="letter_once")],
            },
        ),
    ]

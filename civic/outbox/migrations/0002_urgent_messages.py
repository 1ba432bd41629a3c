import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0001_mailings_and_letters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Urgent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="failures")),
                ("last_error", models.CharField(blank=True, max_length=500, verbose_name="last error")),
                ("abandoned_at", models.DateTimeField(blank=True, null=True, verbose_name="given up at")),
                (
                    "channel",
                    models.CharField(
                        choices=[("mail", "e-mail"), ("text", "text message")], max_length=10, verbose_name="channel"
                    ),
                ),
                (
                    "content",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="content"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
            ],
            options={
                "verbose_name": "urgent message",
                "verbose_name_plural": "urgent messages",
                "indexes": [
                    models.Index(
                        condition=models.Q(("abandoned_at__isnull", True), ("sent_at__isnull", True)),
                        fields=["channel", "due_at"],
                        name="urgent_to_send",
                    ),
                    models.Index(fields=["at"], name="urgent_by_age"),
                ],
            },
        ),
    ]

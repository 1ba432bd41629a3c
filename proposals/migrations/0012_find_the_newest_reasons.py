from django.db import migrations, models

# Among 100,000 endorsements of which few give a reason, the newest reasons were found by reading them all.


class Migration(migrations.Migration):
    dependencies = [("proposals", "0011_fence_what_is_owed")]

    operations = [
        migrations.AddIndex(
            model_name="endorsement",
            index=models.Index(
                fields=["proposal", "number"],
                condition=models.Q(voided_at__isnull=True) & ~models.Q(reason=""),
                name="endorsement_reasons",
            ),
        ),
    ]

# safe because: an index is added over the few letters that were given up; writing letters waits while it is built.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0002_urgent_messages"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("abandoned_at__isnull", False)), fields=["abandoned_at"], name="letter_given_up"
            ),
        ),
    ]

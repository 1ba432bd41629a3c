from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_count_attempts_together")]

    operations = [migrations.RemoveField("person", "is_staff")]

from django.db import migrations, models

REASON = models.CharField(max_length=2000, verbose_name="reason")


class Migration(migrations.Migration):
    dependencies = [("proposals", "0022_let_nothing_owed_become_needless")]
    operations = [migrations.AlterField("look", "reason", REASON)]

from django.db import migrations, models

REASON = models.CharField(max_length=800, verbose_name="reason")


class Migration(migrations.Migration):
    dependencies = [("city", "0003_themes_of_the_council")]
    operations = [migrations.AlterField("closure", "reason", REASON)]

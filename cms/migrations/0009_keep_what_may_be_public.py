from django.db import migrations, models

# Of a page that is public already nothing has been asked: it is asked when it is published next.


class Migration(migrations.Migration):
    dependencies = [("cms", "0008_let_old_versions_say_how")]
    operations = [
        migrations.AddField(model, "confirmed", models.JSONField(default=list, editable=False))
        for model in ("homepage", "outcomeindexpage", "outcomepage")
    ]

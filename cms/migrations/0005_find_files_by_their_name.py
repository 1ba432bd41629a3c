from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0004_leave_apps_nothing_used")]

    operations = [
        migrations.AddField(
            model_name="publicdocument",
            name="name",
            field=models.CharField(blank=True, default="", editable=False, max_length=120),
            preserve_default=False,
        ),
        migrations.AddIndex(model_name="picture", index=models.Index(fields=["file"], name="picture_on_disk")),
        migrations.AddIndex(model_name="rendition", index=models.Index(fields=["file"], name="rendition_on_disk")),
    ]

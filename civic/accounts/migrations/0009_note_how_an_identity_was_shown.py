from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_remember_former_passwords"),
    ]

    operations = [
        migrations.AddField(
            model_name="verification",
            name="reported",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="way that was reported"),
            preserve_default=False,
        ),
    ]

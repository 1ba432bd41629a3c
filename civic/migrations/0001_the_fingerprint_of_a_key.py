from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Key",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="name")),
                ("fingerprint", models.CharField(max_length=32, verbose_name="fingerprint")),
                ("noted_at", models.DateTimeField(auto_now_add=True, verbose_name="noted at")),
            ],
            options={
                "verbose_name": "lasting key",
                "verbose_name_plural": "lasting keys",
            },
        ),
    ]

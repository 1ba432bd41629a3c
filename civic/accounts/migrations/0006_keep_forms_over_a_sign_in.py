from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_remember_forms_that_were_sent"),
    ]

    operations = [
        migrations.CreateModel(
            name="Kept",
            fields=[
                ("key", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("path", models.CharField(max_length=500)),
                ("fields", models.TextField()),
                ("files", models.TextField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "form kept over a sign-in",
                "verbose_name_plural": "forms kept over a sign-in",
            },
        ),
    ]

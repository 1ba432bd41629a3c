from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_let_people_recuse_themselves")]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("key", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "attempt", "verbose_name_plural": "attempts"},
        ),
    ]

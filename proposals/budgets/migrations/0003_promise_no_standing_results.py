"""Only what is kept can be chosen: a standing result is not shown while a vote is open."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budgets", "0002_let_promises_stand")]

    # safe because choices are asked in Python only; the column stays as it is
    operations = [
        migrations.AlterField(
            model_name="cycle",
            name="policy",
            field=models.CharField(
                choices=[
                    ("turnout", "Until the close only how many have voted"),
                    ("after", "Nothing before the count"),
                ],
                default="turnout",
                max_length=10,
                verbose_name="what is shown",
            ),
        ),
    ]

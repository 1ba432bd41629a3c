"""A standing result can be chosen, which moves slowly enough that nobody's ballot shows in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budgets", "0003_promise_no_standing_results")]

    # safe because choices are asked in Python only; the column stays as it is
    operations = [
        migrations.AlterField(
            model_name="cycle",
            name="policy",
            field=models.CharField(
                choices=[
                    ("turnout", "Until the close only how many have voted"),
                    ("open", "How many have voted, and how the vote stands"),
                    ("after", "Nothing before the count"),
                ],
                default="turnout",
                max_length=10,
                verbose_name="what is shown",
            ),
        ),
    ]

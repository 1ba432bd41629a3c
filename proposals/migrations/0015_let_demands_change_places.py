from django.db import migrations, models

# A demand keeps its row wherever it moves, so two may hold one number until the transaction ends.


class Migration(migrations.Migration):
    dependencies = [("proposals", "0014_name_the_files_that_are_there")]

    operations = [
        migrations.RemoveConstraint(model_name="demand", name="demand_numbered"),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.UniqueConstraint(
                fields=["proposal", "number"], name="demand_numbered", deferrable=models.Deferrable.DEFERRED
            ),
        ),
    ]

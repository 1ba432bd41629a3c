import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0014_call_the_roots_civic")]

    operations = [
        migrations.CreateModel(
            name="OutcomeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("on", models.DateField(verbose_name="day")),
                ("words", models.CharField(max_length=300, verbose_name="what changed")),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="cms.outcomepage"
                    ),
                ),
            ],
            options={"verbose_name": "change", "ordering": ["on", "sort_order"]},
        ),
    ]

# safe because: it only adds constraints, which every row keeps since the numbers were filled in.

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("proposals", "0006_give_numbers_on")]
    operations = [
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=Q(endorsement_count__lte=F("last_number")), name="proposal_count_within_numbers"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=Q(terms=None, rules_version="") | (Q(terms__isnull=False) & ~Q(rules_version="")),
                name="proposal_rules_with_terms",
            ),
        ),
    ]

"""Until now every number was counted and every open proposal stood under the first version of the rules."""

from django.db import migrations

FILL = """
update proposals_proposal set last_number = endorsement_count where endorsement_count > 0;
update proposals_proposal set rules_version = '2026-11' where terms_id is not null;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0005_number_is_not_count")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]

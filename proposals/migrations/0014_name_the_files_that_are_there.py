from django.db import migrations

# Until now a file lay on disk under the name people gave it.
NAMED = "update proposals_evidence set name = regexp_replace(file, '^.*/', '') where file <> ''"


class Migration(migrations.Migration):
    dependencies = [("proposals", "0013_count_evidence_and_keep_its_name")]
    operations = [migrations.RunSQL(NAMED, migrations.RunSQL.noop)]

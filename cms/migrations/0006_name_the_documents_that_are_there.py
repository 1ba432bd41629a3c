from django.db import migrations

# Until now a document lay on disk under the name people gave it, and its address bears that name.
NAMED = "update cms_publicdocument set name = regexp_replace(file, '^.*/', '')"


class Migration(migrations.Migration):
    dependencies = [("cms", "0005_find_files_by_their_name")]
    operations = [migrations.RunSQL(NAMED, migrations.RunSQL.noop)]

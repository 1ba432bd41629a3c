from django.db import migrations

# Nor is it emptied in one go. Whoever must empty a table of a database to throw away disables its triggers there.
FENCES = """
create trigger never_emptied before truncate on record_entry
    for each statement execute function record_entry_is_append_only();
"""

TAKEN_DOWN = """
drop trigger never_emptied on record_entry;
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0002_refuse_changes_to_entries")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

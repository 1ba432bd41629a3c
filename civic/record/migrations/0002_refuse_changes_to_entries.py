from django.db import migrations

# Row by row, so that TRUNCATE (which only the table's owner may do) still empties a test database.
FORWARDS = """
CREATE FUNCTION record_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON record_entry
    FOR EACH ROW EXECUTE FUNCTION record_entry_is_append_only();
"""
BACKWARDS = """
DROP TRIGGER append_only ON record_entry;
DROP FUNCTION record_entry_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0001_entries")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]

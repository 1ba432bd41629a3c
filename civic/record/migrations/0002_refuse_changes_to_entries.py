from django.db import migrations

# An entry stays as it was written.
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

from django.db import migrations

# A seal stays as it was set, also when its rows are gone.
FENCES = """
create function security_seal_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a seal stays as it was set' using errcode = 'integrity_constraint_violation';
end $$;
create trigger stays before update or delete on security_seal
    for each row execute function security_seal_stays();
create trigger never_emptied before truncate on security_seal
    for each statement execute function security_seal_stays();
"""

TAKEN_DOWN = """
drop trigger never_emptied on security_seal;
drop trigger stays on security_seal;
drop function security_seal_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("security", "0003_seals")]

    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

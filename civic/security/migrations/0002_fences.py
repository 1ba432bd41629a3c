from django.db import migrations

# A row stays as it was written. What goes are whole days from the beginning, of which the last ended six months ago:
# by the database's clock, whatever a program believes the time to be. Days are those of the city, Asia/Taipei.
FENCES = """
create function security_event_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the security log is append-only' using errcode = 'integrity_constraint_violation';
end $$;
create trigger append_only before update on security_event
    for each row execute function security_event_is_append_only();
create trigger never_emptied before truncate on security_event
    for each statement execute function security_event_is_append_only();

create function security_event_goes_by_days() returns trigger language plpgsql as $$
declare
    last_day date := (select max((at at time zone 'Asia/Taipei')::date) from gone);
begin
    if last_day >= ((now() at time zone 'Asia/Taipei')::date - interval '6 months')::date
       or exists (select from security_event where at < (last_day + 1)::timestamp at time zone 'Asia/Taipei') then
        raise exception 'only whole days of the security log that ended six months ago are dropped'
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create trigger goes_by_days after delete on security_event
    referencing old table as gone for each statement execute function security_event_goes_by_days();
"""

TAKEN_DOWN = """
drop trigger goes_by_days on security_event;
drop function security_event_goes_by_days();
drop trigger never_emptied on security_event;
drop trigger append_only on security_event;
drop function security_event_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("security", "0001_security_log")]

    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

"""What two authors were asked stands as they were asked it, and no table of ideas is emptied in one go."""

from django.db import migrations

TABLES = ("budgets_idea", "budgets_joining", "budgets_light")

FENCES = """
create function budgets_joining_is_asked_once() returns trigger language plpgsql as $$
begin
    if row(new.carrier_id, new.idea_id, new.note, new.asked_at)
       is distinct from row(old.carrier_id, old.idea_id, old.note, old.asked_at) then
        raise exception 'what authors were asked about a joining stands' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger budgets_joining_is_asked_once before update on budgets_joining
    for each row execute function budgets_joining_is_asked_once();
""" + "".join(
    f"create trigger {table}_never_emptied before truncate on {table}"
    " for each statement execute function budgets_never_emptied();\n"
    for table in TABLES
)

TAKEN_DOWN = """
drop trigger budgets_joining_is_asked_once on budgets_joining; drop function budgets_joining_is_asked_once;
""" + "".join(f"drop trigger {table}_never_emptied on {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("budgets", "0008_fence_ideas")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

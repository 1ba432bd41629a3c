from django.db import migrations

# A closure moves deadlines, and its reason stands in letters: it is entered and taken back by its verbs, and never
# rewritten.
FENCES = """
create function city_closure_stands() returns trigger language plpgsql as $$
begin
    raise exception 'a closure is taken back, not rewritten' using errcode = 'check_violation';
end $$;

create trigger closure_stands before update on city_closure for each row
    when (old.* is distinct from new.*) execute function city_closure_stands();
create trigger closures_are_never_emptied before truncate on city_closure
    for each statement execute function city_closure_stands();
"""

TAKEN_DOWN = """
drop trigger closures_are_never_emptied on city_closure;
drop trigger closure_stands on city_closure;
drop function city_closure_stands;
"""


class Migration(migrations.Migration):
    dependencies = [("city", "0004_give_reasons_room")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

from django.db import migrations

# What stands row by row is not emptied in one go either.
FENCES = """
create function budgets_never_emptied() returns trigger language plpgsql as $$
begin
    raise exception 'what a budget has promised and counted stands' using errcode = 'check_violation';
end $$;

create trigger budgets_cycle_never_emptied before truncate on budgets_cycle
    for each statement execute function budgets_never_emptied();
create trigger budgets_area_never_emptied before truncate on budgets_area
    for each statement execute function budgets_never_emptied();
create trigger budgets_area_districts_never_emptied before truncate on budgets_area_districts
    for each statement execute function budgets_never_emptied();
create trigger budgets_project_never_emptied before truncate on budgets_project
    for each statement execute function budgets_never_emptied();
create trigger budgets_result_never_emptied before truncate on budgets_result
    for each statement execute function budgets_never_emptied();
"""

TAKEN_DOWN = """
drop trigger budgets_result_never_emptied on budgets_result;
drop trigger budgets_project_never_emptied on budgets_project;
drop trigger budgets_area_districts_never_emptied on budgets_area_districts;
drop trigger budgets_area_never_emptied on budgets_area;
drop trigger budgets_cycle_never_emptied on budgets_cycle;
drop function budgets_never_emptied;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0004_let_a_standing_be_promised")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

"""What the screening decided about an idea, by whom and on which grounds, stands; the one deed that takes it back, before
its letter, takes back all of it."""

from django.db import migrations

FENCE = """
create function budgets_screening_stands() returns trigger language plpgsql as $$
begin
    if current_setting('budgets.taken_back', true) is not distinct from old.id::text
       and row(new.screened_at, new.screened_by_id, new.refused_at) is null and new.grounds = '{}' and new.note = '' then
        return new;
    end if;
    raise exception 'the screening of idea % stands', old.id using errcode = 'check_violation';
end $$;
create trigger budgets_screening_stands before update on budgets_idea for each row
    when (old.screened_at is not null
          and (old.screened_at, old.screened_by_id, old.refused_at, old.grounds, old.note) is distinct from
              (new.screened_at, new.screened_by_id, new.refused_at, new.grounds, new.note))
    execute function budgets_screening_stands();
"""
TAKEN_DOWN = "drop trigger budgets_screening_stands on budgets_idea; drop function budgets_screening_stands;"


class Migration(migrations.Migration):
    dependencies = [("budgets", "0009_let_joinings_stand")]
    operations = [migrations.RunSQL(FENCE, TAKEN_DOWN)]

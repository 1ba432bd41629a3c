"""That a vote is void is declared once, with a reason that stands."""

from django.db import migrations

FENCE = """
create function budgets_void_stands() returns trigger language plpgsql as $$
begin
    raise exception 'the vote of budget % was declared void', old.id using errcode = 'check_violation';
end $$;
create trigger budgets_void_stands before update on budgets_cycle for each row
    when (old.voided_at is not null and (old.voided_at, old.void_reason, old.void_asked_by_id)
          is distinct from (new.voided_at, new.void_reason, new.void_asked_by_id))
    execute function budgets_void_stands();
"""
TAKEN_DOWN = "drop trigger budgets_void_stands on budgets_cycle; drop function budgets_void_stands;"


class Migration(migrations.Migration):
    dependencies = [("budgets", "0012_let_a_vote_be_void")]
    operations = [migrations.RunSQL(FENCE, TAKEN_DOWN)]

from django.db import migrations

# What is done stays as it was judged, but for the one duty whose verb says, in its own transaction, that it is reopened:
# then nothing but the instant of its being done may change.
FENCE = """
drop trigger duty_done_stands on duties_duty;
create trigger duty_done_stands before update on duties_duty for each row
    when (old.done_at is not null and old.* is distinct from new.*
          and not (new.done_at is null and to_jsonb(old.*) - 'done_at' = to_jsonb(new.*) - 'done_at'
                   and current_setting('duties.reopened', true) is not distinct from old.id::text))
    execute function duties_duty_stands('what is done stays as it was judged');
"""
TAKEN_DOWN = """
drop trigger duty_done_stands on duties_duty;
create trigger duty_done_stands before update on duties_duty for each row
    when (old.done_at is not null and old.* is distinct from new.*)
    execute function duties_duty_stands('what is done stays as it was judged');
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_move_with_a_reason")]
    operations = [migrations.RunSQL(FENCE, TAKEN_DOWN)]

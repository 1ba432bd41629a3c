from django.db import migrations

# What has become needless stays as it is. A clock that stands goes on by a move that says since when it stood, or when
# the decision that stopped it is taken back; nothing else touches its instant. Neither happens before the deadline was
# set: a day is left for requests that came in before a closure set it anew and waited for the lock.
FENCES = """
create trigger duty_needless_stands before update on duties_duty for each row
    when (old.ended_at is not null and old.* is distinct from new.*)
    execute function duties_duty_stands('what has become needless stays as it is');

create function duties_duty_goes_on_rightly() returns trigger language plpgsql as $$
begin
    if new.paused_at is null and (
        current_setting('duties.reopened', true) is not distinct from old.id::text
        or exists (select from duties_move where duty_id = new.id and why = 'resumed'
                      and was_due_at = old.due_at and due_at = new.due_at)) then
        return new;
    end if;
    raise exception 'a duty stands: its clock goes on by a move only, and since when it stood stays as it is'
        using errcode = 'check_violation';
end $$;

create trigger duty_pause_stands before update of paused_at on duties_duty for each row
    when (old.paused_at is not null and old.paused_at is distinct from new.paused_at)
    execute function duties_duty_goes_on_rightly();

create trigger duty_ends_after_it_began before update of ended_at, paused_at on duties_duty for each row
    when ((old.ended_at is null and new.ended_at < new.set_at - interval '1 day')
          or (old.paused_at is null and new.paused_at < new.set_at - interval '1 day'))
    execute function duties_duty_stands('it ends or stops after it began');
"""

TAKEN_DOWN = """
drop trigger duty_ends_after_it_began on duties_duty;
drop trigger duty_pause_stands on duties_duty;
drop function duties_duty_goes_on_rightly;
drop trigger duty_needless_stands on duties_duty;
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0004_let_a_duty_be_reopened")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

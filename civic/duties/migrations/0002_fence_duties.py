from django.db import migrations

# What somebody must do is a promise in public: it is about one thing and of one kind for good, it never vanishes, and
# once it is done it stays as it was judged.
FENCES = """
create function duties_duty_stands() returns trigger language plpgsql as $$
begin
    raise exception 'a duty stands: %', tg_argv[0] using errcode = 'check_violation';
end $$;

create trigger duty_is_about_one_thing before update of subject, kind on duties_duty for each row
    when ((old.subject, old.kind) is distinct from (new.subject, new.kind))
    execute function duties_duty_stands('it is about one thing, and of one kind');

create trigger duty_done_stands before update on duties_duty for each row
    when (old.done_at is not null and old.* is distinct from new.*)
    execute function duties_duty_stands('what is done stays as it was judged');

create trigger duty_is_never_deleted before delete on duties_duty for each row
    execute function duties_duty_stands('it is never deleted');
"""

TAKEN_DOWN = """
drop trigger duty_is_never_deleted on duties_duty;
drop trigger duty_done_stands on duties_duty;
drop trigger duty_is_about_one_thing on duties_duty;
drop function duties_duty_stands;
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_create_duties")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

from django.db import migrations, models

# Terms are never edited and never deleted; until something is opened under them they can be withdrawn, once. Numbers
# beyond their limits (`rules.TERMS_LIMITS`) are refused from now on; those of old rows stand as they are.
FENCES = """
alter table proposals_terms add constraint terms_within_limits check (
    withdrawn_at is not null
    or review_days between 1 and 60 and window_days between 7 and 365 and threshold between 100 and 1000000
   and timetable_days between 1 and 60 and contact_days between 1 and 60
   and answer_months between 1 and 12 and extension_months between 0 and 2
) not valid;

create function proposals_terms_stand() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or to_jsonb(old) - 'withdrawn_at' is distinct from to_jsonb(new) - 'withdrawn_at'
       or old.withdrawn_at is not null
       or exists (select from proposals_proposal where terms_id = old.id) then
        raise exception 'terms stand as they were set' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger terms_stand before update or delete on proposals_terms for each row
    execute function proposals_terms_stand();
"""

TAKEN_DOWN = """
drop trigger terms_stand on proposals_terms;
drop function proposals_terms_stand;
alter table proposals_terms drop constraint terms_within_limits;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0015_let_demands_change_places")]

    operations = [
        migrations.AddField(
            model_name="terms",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="withdrawn"),
        ),
        migrations.RunSQL(FENCES, TAKEN_DOWN),
    ]

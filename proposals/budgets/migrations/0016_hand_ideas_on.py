"""An idea that lies with an agency is handed on to another by the deed that publishes why; until it is judged."""

from django.db import migrations

FENCES = """
create function budgets_agency_stands() returns trigger language plpgsql as $$
begin
    if new.agency_id is not null and old.judged_at is null
       and row(new.asked_at, new.screened_at) is not distinct from row(old.asked_at, old.screened_at)
       and current_setting('budgets.handed_on', true) is not distinct from old.id::text then
        return new;
    end if;
    raise exception 'idea % lies with its agency', old.id using errcode = 'check_violation';
end $$;
create trigger budgets_agency_stands before update on budgets_idea for each row
    when (old.agency_id is not null and (old.agency_id, old.asked_at, old.screened_at)
          is distinct from (new.agency_id, new.asked_at, new.screened_at))
    execute function budgets_agency_stands();
"""
TAKEN_DOWN = "drop trigger budgets_agency_stands on budgets_idea; drop function budgets_agency_stands;"
STANDS = """
create or replace function budgets_idea_stands() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.submitted_at is not null then
            raise exception 'idea % has been handed in: it stays', old.id using errcode = 'check_violation';
        end if;
        return old;
    end if;
    if new.submitted_at is not null and new.proposal_id is null and (tg_op = 'INSERT' or old.submitted_at is null)
       and not coalesce(budgets_call_is_on(new.cycle_id, new.submitted_at), false) then
        raise exception 'ideas are handed in during the call' using errcode = 'check_violation';
    end if;
    if new.joined_at is not null and not exists (
            select from budgets_joining where idea_id = new.id and carrier_id = new.carrier_id
            and carrier_agreed_at is not null and idea_agreed_at is not null) then
        raise exception 'idea % is joined when both authors agree', new.id using errcode = 'check_violation';
    end if;
    if tg_op = 'INSERT' or old.submitted_at is null then
        return new;
    end if;
    if row(old.cycle_id, old.area_id, old.author_id, old.title, old.body, old.place, old.theme_id, old.district_id,
           old.cost, old.proposal_id, old.submitted_at)
       is distinct from
       row(new.cycle_id, new.area_id, new.author_id, new.title, new.body, new.place, new.theme_id, new.district_id,
           new.cost, new.proposal_id, new.submitted_at) then
        raise exception 'idea % has been handed in: it stands', old.id using errcode = 'check_violation';
    end if;
    if (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
       or (old.joined_at is not null
           and row(new.joined_at, new.carrier_id) is distinct from row(old.joined_at, old.carrier_id)
           and not (row(new.joined_at, new.carrier_id) is null
                    and budgets_stands_for_none_any_more(old.carrier_id))) then
        raise exception 'idea % is no longer under way', old.id using errcode = 'check_violation';
    end if;
@
    if old.judged_at is not null and row(new.judged_at, new.is_feasible, new.estimate)
       is distinct from row(old.judged_at, old.is_feasible, old.estimate) then
        raise exception 'idea % has been judged', old.id using errcode = 'check_violation';
    end if;
    return new;
end
$$;
"""
OLD = """
    if old.agency_id is not null and row(new.agency_id, new.asked_at, new.screened_at)
       is distinct from row(old.agency_id, old.asked_at, old.screened_at) then
        raise exception 'idea % lies with its agency', old.id using errcode = 'check_violation';
    end if;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0015_hold_workshops")]
    operations = [
        migrations.RunSQL(FENCES, TAKEN_DOWN),
        migrations.RunSQL(STANDS.replace("\n@\n", "\n"), STANDS.replace("\n@\n", OLD)),
    ]

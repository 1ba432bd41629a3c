"""What an idea said when it was handed in stands, and so does each decision about it; ideas come during the call, and
nobody's idea is joined with another without a yes of both authors."""

from django.db import migrations

FENCES = """
create function budgets_call_is_on(which bigint, at timestamptz) returns boolean language sql stable as $$
    select published_at is not null and call_at <= at
       and at < coalesce(screening_at, workshop_at, feasibility_at, display_at, vote_at)
      from budgets_cycle where id = which
$$;

create function budgets_idea_stands() returns trigger language plpgsql as $$
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
           and row(new.joined_at, new.carrier_id) is distinct from row(old.joined_at, old.carrier_id)) then
        raise exception 'idea % is no longer under way', old.id using errcode = 'check_violation';
    end if;
    if old.agency_id is not null and row(new.agency_id, new.asked_at, new.screened_at)
       is distinct from row(old.agency_id, old.asked_at, old.screened_at) then
        raise exception 'idea % lies with its agency', old.id using errcode = 'check_violation';
    end if;
    if old.judged_at is not null and row(new.judged_at, new.is_feasible, new.estimate)
       is distinct from row(old.judged_at, old.is_feasible, old.estimate) then
        raise exception 'idea % has been judged', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger budgets_idea_stands before insert or update or delete on budgets_idea
    for each row execute function budgets_idea_stands();

create function budgets_light_stands() returns trigger language plpgsql as $$
begin
    if exists (select from budgets_idea where id = coalesce(old.idea_id, new.idea_id) and judged_at is not null) then
        raise exception 'the lights of a judged idea stand' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger budgets_light_stands before insert or update or delete on budgets_light
    for each row execute function budgets_light_stands();

create function budgets_joining_stands() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE'
       or (old.carrier_agreed_at is not null and new.carrier_agreed_at is distinct from old.carrier_agreed_at)
       or (old.idea_agreed_at is not null and new.idea_agreed_at is distinct from old.idea_agreed_at)
       or (old.declined_at is not null and new.declined_at is distinct from old.declined_at) then
        raise exception 'what an author said about a joining stands' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger budgets_joining_stands before update or delete on budgets_joining
    for each row execute function budgets_joining_stands();
"""

UNDONE = """
drop trigger budgets_joining_stands on budgets_joining; drop function budgets_joining_stands;
drop trigger budgets_light_stands on budgets_light; drop function budgets_light_stands;
drop trigger budgets_idea_stands on budgets_idea; drop function budgets_idea_stands;
drop function budgets_call_is_on;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0007_take_ideas")]

    operations = [migrations.RunSQL(FENCES, UNDONE)]

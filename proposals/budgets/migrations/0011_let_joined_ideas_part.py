"""A joined idea goes on by itself where the one that stood for it was refused or is not feasible, and nowhere else."""

from django.db import migrations

FENCE = """
create function budgets_stands_for_none_any_more(which bigint) returns boolean language sql stable as $$
    with recursive way as (
        select id, carrier_id, refused_at, is_feasible from budgets_idea where id = which
        union
        select i.id, i.carrier_id, i.refused_at, i.is_feasible from budgets_idea i join way on i.id = way.carrier_id)
    select coalesce(bool_or(carrier_id is null and (refused_at is not null or is_feasible is false)), false) from way
$$;
"""
GONE = """
drop function budgets_stands_for_none_any_more;
"""
# What `fence_ideas` says of joined ideas, before and after.
BEFORE = """
    if (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
       or (old.joined_at is not null
           and row(new.joined_at, new.carrier_id) is distinct from row(old.joined_at, old.carrier_id)) then
"""
AFTER = """
    if (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
       or (old.joined_at is not null
           and row(new.joined_at, new.carrier_id) is distinct from row(old.joined_at, old.carrier_id)
           and not (row(new.joined_at, new.carrier_id) is null
                    and budgets_stands_for_none_any_more(old.carrier_id))) then
"""
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
@
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
end
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0010_let_screenings_stand")]
    operations = [
        migrations.RunSQL(FENCE, GONE),
        migrations.RunSQL(STANDS.replace("\n@\n", AFTER), STANDS.replace("\n@\n", BEFORE)),
    ]

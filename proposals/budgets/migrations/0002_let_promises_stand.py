"""What the voters were promised stands: once its vote has opened, the database refuses to change a cycle's rules, money
and projects, and a result for good."""

from django.db import migrations

FENCES = """
create function budgets_cycle_is_open(which bigint) returns boolean language sql stable as $$
    select opened_at is not null from budgets_cycle where id = which
$$;

create function budgets_cycle_stands() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.opened_at is not null then
            raise exception 'the vote of budget % has opened: it stays', old.id using errcode = 'check_violation';
        end if;
        return old;
    end if;
    if old.opened_at is null then
        return new;
    end if;
    if (old.opened_at, old.rules_version, old.rule, old.form, old.least, old.most, old.points, old.age, old.level,
        old.home, old.policy, old.seed_source, old.vote_at, old.currency, old.published_at)
       is distinct from
       (new.opened_at, new.rules_version, new.rule, new.form, new.least, new.most, new.points, new.age, new.level,
        new.home, new.policy, new.seed_source, new.vote_at, new.currency, new.published_at)
       or old.counts_on is distinct from new.counts_on then
        raise exception 'the vote of budget % has opened: its rules stand', old.id using errcode = 'check_violation';
    end if;
    if new.closes_at is null or new.closes_at < old.closes_at then
        raise exception 'the vote of budget % ends no earlier', old.id using errcode = 'check_violation';
    end if;
    if old.counted_at is not null and (old.counted_at, old.seed) is distinct from (new.counted_at, new.seed) then
        raise exception 'budget % has been counted', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger budgets_cycle_stands before update or delete on budgets_cycle
    for each row execute function budgets_cycle_stands();

create function budgets_area_stands() returns trigger language plpgsql as $$
begin
    if budgets_cycle_is_open(coalesce(old.cycle_id, new.cycle_id)) then
        if tg_op = 'UPDATE' and (old.cycle_id, old.number, old.amount, old.is_citywide, old.name_zh, old.name_en)
           = (new.cycle_id, new.number, new.amount, new.is_citywide, new.name_zh, new.name_en)
           and (old.box_id is null or old.box_id = new.box_id) then
            return new;
        end if;
        raise exception 'the vote has opened: its areas stand' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger budgets_area_stands before insert or update or delete on budgets_area
    for each row execute function budgets_area_stands();

create function budgets_area_districts_stand() returns trigger language plpgsql as $$
begin
    if exists (select from budgets_area a where a.id = coalesce(old.area_id, new.area_id)
                and budgets_cycle_is_open(a.cycle_id)) then
        raise exception 'the vote has opened: its areas stand' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger budgets_area_districts_stand before insert or update or delete on budgets_area_districts
    for each row execute function budgets_area_districts_stand();

create function budgets_project_stands() returns trigger language plpgsql as $$
begin
    if budgets_cycle_is_open(coalesce(old.cycle_id, new.cycle_id)) then
        if tg_op = 'UPDATE' and old.dropped_at is null
           and (old.cycle_id, old.area_id, old.number, old.title, old.body, old.cost)
             = (new.cycle_id, new.area_id, new.number, new.title, new.body, new.cost) then
            return new;
        end if;
        raise exception 'the vote has opened: its projects stand' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger budgets_project_stands before insert or update or delete on budgets_project
    for each row execute function budgets_project_stands();

create function budgets_result_stands() returns trigger language plpgsql as $$
begin
    raise exception 'a result stands' using errcode = 'check_violation';
end $$;
create trigger budgets_result_stands before update or delete on budgets_result
    for each row execute function budgets_result_stands();
"""

UNDONE = """
drop trigger budgets_result_stands on budgets_result; drop function budgets_result_stands;
drop trigger budgets_project_stands on budgets_project; drop function budgets_project_stands;
drop trigger budgets_area_districts_stand on budgets_area_districts; drop function budgets_area_districts_stand;
drop trigger budgets_area_stands on budgets_area; drop function budgets_area_stands;
drop trigger budgets_cycle_stands on budgets_cycle; drop function budgets_cycle_stands;
drop function budgets_cycle_is_open;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0001_create_budgets")]

    operations = [migrations.RunSQL(FENCES, UNDONE)]

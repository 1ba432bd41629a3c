"""An idea that was handed in stands, but goes along when two accounts are joined that are one person's."""

from django.db import migrations

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
    end if;@
    if row(old.cycle_id, old.area_id, old.title, old.body, old.place, old.theme_id, old.district_id,
           old.cost, old.proposal_id, old.submitted_at)
       is distinct from
       row(new.cycle_id, new.area_id, new.title, new.body, new.place, new.theme_id, new.district_id,
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
    if old.judged_at is not null and row(new.judged_at, new.is_feasible, new.estimate)
       is distinct from row(old.judged_at, old.is_feasible, old.estimate) then
        raise exception 'idea % has been judged', old.id using errcode = 'check_violation';
    end if;
    return new;
end
$$;
"""
GOES_ALONG = """
    if old.author_id <> new.author_id and current_setting('accounts.joined', true)
           is distinct from old.author_id || '>' || new.author_id then
        raise exception 'idea % stays with its author', old.id using errcode = 'check_violation';
    end if;"""
STAYED = """
    if old.author_id <> new.author_id then
        raise exception 'idea % stays with its author', old.id using errcode = 'check_violation';
    end if;"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0016_hand_ideas_on")]
    operations = [migrations.RunSQL(STANDS.replace("@", GOES_ALONG), STANDS.replace("@", STAYED))]

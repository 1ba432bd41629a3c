"""While a box is open, joining two accounts of one person takes the second of their ballots out, with its entry on the
roll: no other deed does, no entry goes unless one of the same person's stays, and no ballot goes without its entry."""

from django.db import migrations

FENCES = """
create function ballots_roll_forgets() returns trigger language plpgsql as $$
declare
    pair bigint[] := string_to_array(nullif(current_setting('accounts.joined', true), ''), '>')::bigint[];
    one_person bigint[] := array(select id from accounts_person where id = any(pair) or same_as_id = any(pair));
begin
    if exists (
        select from gone join ballots_box b on b.id = gone.box_id
         where b.key_gone_at is null and not (
             b.closed_at is null and gone.how = 'online' and gone.person_id = any(one_person)
             and exists (select from ballots_roll r where r.box_id = gone.box_id and r.person_id = any(one_person)))
    ) then
        raise exception 'a ballot box that is not counted forgets nothing' using errcode = 'check_violation';
    end if;
    return null;
end $$;

create function ballots_sealed_forgets() returns trigger language plpgsql as $$
begin
    if exists (
        select from (select distinct box_id, area from gone) g join ballots_box b on b.id = g.box_id
         where b.key_gone_at is null and (
             b.closed_at is not null or coalesce(current_setting('accounts.joined', true), '') = ''
             or (select count(*) from ballots_sealed s where (s.box_id, s.area) = (g.box_id, g.area))
             <> (select count(*) from ballots_roll r where (r.box_id, r.area, r.how) = (g.box_id, g.area, 'online')))
    ) then
        raise exception 'a ballot box that is not counted forgets nothing' using errcode = 'check_violation';
    end if;
    return null;
end $$;

drop trigger sealed_until_counted on ballots_sealed;
drop trigger roll_until_counted on ballots_roll;
drop function ballots_box_forgets;
create trigger sealed_until_counted after delete on ballots_sealed
    referencing old table as gone for each statement execute function ballots_sealed_forgets();
create trigger roll_until_counted after delete on ballots_roll
    referencing old table as gone for each statement execute function ballots_roll_forgets();

drop trigger box_stands on ballots_box;
create trigger box_stands before update on ballots_box for each row
    when ((old.subject, old.opens_at, old.places, old.fingerprint)
              is distinct from (new.subject, new.opens_at, new.places, new.fingerprint)
          or new.closes_at < old.closes_at
          or (new.turnout < old.turnout and coalesce(current_setting('accounts.joined', true), '') = '')
          or (old.closed_at is not null and (old.closed_at, old.closes_at, old.turnout)
              is distinct from (new.closed_at, new.closes_at, new.turnout))
          or (old.first_confirmer_id is not null and old.first_confirmer_id is distinct from new.first_confirmer_id)
          or (old.second_confirmer_id is not null and old.second_confirmer_id is distinct from new.second_confirmer_id)
          or (old.opened_at is not null and (old.opened_at, old.digest) is distinct from (new.opened_at, new.digest))
          or (old.key_gone_at is not null and old.key_gone_at is distinct from new.key_gone_at)
          or (old.sealed_gone_at is not null and old.sealed_gone_at is distinct from new.sealed_gone_at)
          or (old.roll_gone_at is not null and old.roll_gone_at is distinct from new.roll_gone_at))
    execute function ballots_box_stands();
"""

TAKEN_DOWN = """
drop trigger box_stands on ballots_box;
create trigger box_stands before update on ballots_box for each row
    when ((old.subject, old.opens_at, old.places, old.fingerprint)
              is distinct from (new.subject, new.opens_at, new.places, new.fingerprint)
          or new.closes_at < old.closes_at
          or new.turnout < old.turnout
          or (old.closed_at is not null and (old.closed_at, old.closes_at, old.turnout)
              is distinct from (new.closed_at, new.closes_at, new.turnout))
          or (old.first_confirmer_id is not null and old.first_confirmer_id is distinct from new.first_confirmer_id)
          or (old.second_confirmer_id is not null and old.second_confirmer_id is distinct from new.second_confirmer_id)
          or (old.opened_at is not null and (old.opened_at, old.digest) is distinct from (new.opened_at, new.digest))
          or (old.key_gone_at is not null and old.key_gone_at is distinct from new.key_gone_at)
          or (old.sealed_gone_at is not null and old.sealed_gone_at is distinct from new.sealed_gone_at)
          or (old.roll_gone_at is not null and old.roll_gone_at is distinct from new.roll_gone_at))
    execute function ballots_box_stands();

create function ballots_box_forgets() returns trigger language plpgsql as $$
begin
    if exists (select from gone join ballots_box b on b.id = gone.box_id where b.key_gone_at is null) then
        raise exception 'a ballot box that is not counted forgets nothing' using errcode = 'check_violation';
    end if;
    return null;
end $$;
drop trigger sealed_until_counted on ballots_sealed;
drop trigger roll_until_counted on ballots_roll;
drop function ballots_sealed_forgets, ballots_roll_forgets;
create trigger sealed_until_counted after delete on ballots_sealed
    referencing old table as gone for each statement execute function ballots_box_forgets();
create trigger roll_until_counted after delete on ballots_roll
    referencing old table as gone for each statement execute function ballots_box_forgets();
"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0006_fence_void"), ("accounts", "0012_go_on_with_another_account")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

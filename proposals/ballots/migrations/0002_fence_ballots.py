from django.db import migrations

# The truth is fenced where it is kept: a box takes ballots while it is not closed, gets its papers once, and forgets in
# one order only. What was promised when it was made stands, and its end only moves later.
FENCES = """
create function ballots_box_stands() returns trigger language plpgsql as $$
begin
    raise exception 'what a ballot box has promised and done stands' using errcode = 'check_violation';
end $$;

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

create trigger box_is_never_deleted before delete on ballots_box
    for each statement execute function ballots_box_stands();

create function ballots_box_takes() returns trigger language plpgsql as $$
begin
    if exists (select from fresh join ballots_box b on b.id = fresh.box_id where b.closed_at is not null) then
        raise exception 'a closed ballot box takes nothing' using errcode = 'check_violation';
    end if;
    return null;
end $$;

create trigger roll_before_the_close after insert on ballots_roll
    referencing new table as fresh for each statement execute function ballots_box_takes();
create trigger sealed_before_the_close after insert on ballots_sealed
    referencing new table as fresh for each statement execute function ballots_box_takes();
create trigger sealed_changed_before_the_close after update on ballots_sealed
    referencing new table as fresh for each statement execute function ballots_box_takes();

create function ballots_kept() returns trigger language plpgsql as $$
begin
    raise exception 'who has voted, and a paper, stand' using errcode = 'check_violation';
end $$;

create trigger roll_stands before update on ballots_roll for each statement execute function ballots_kept();
create trigger paper_stands before update or delete on ballots_paper for each statement execute function ballots_kept();

create function ballots_sealed_stays() returns trigger language plpgsql as $$
begin
    if new.pseudonym <> old.pseudonym or new.box_id <> old.box_id or new.area <> old.area then
        raise exception 'a sealed ballot stays where it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger sealed_stays before update of pseudonym, box_id, area on ballots_sealed
    for each row execute function ballots_sealed_stays();

create function ballots_box_forgets() returns trigger language plpgsql as $$
begin
    if exists (select from gone join ballots_box b on b.id = gone.box_id where b.key_gone_at is null) then
        raise exception 'a ballot box that is not counted forgets nothing' using errcode = 'check_violation';
    end if;
    return null;
end $$;

create trigger sealed_until_counted after delete on ballots_sealed
    referencing old table as gone for each statement execute function ballots_box_forgets();
create trigger roll_until_counted after delete on ballots_roll
    referencing old table as gone for each statement execute function ballots_box_forgets();

create function ballots_papers_once() returns trigger language plpgsql as $$
begin
    if exists (
        select from fresh join ballots_box b on b.id = fresh.box_id
         where b.second_confirmer_id is null or b.opened_at is not null
    ) then
        raise exception 'papers come out of a ballot box once' using errcode = 'check_violation';
    end if;
    return null;
end $$;

create trigger papers_once after insert on ballots_paper
    referencing new table as fresh for each statement execute function ballots_papers_once();
"""

TAKEN_DOWN = """
drop trigger papers_once on ballots_paper;
drop trigger roll_until_counted on ballots_roll;
drop trigger sealed_until_counted on ballots_sealed;
drop trigger sealed_stays on ballots_sealed;
drop trigger paper_stands on ballots_paper;
drop trigger roll_stands on ballots_roll;
drop trigger sealed_changed_before_the_close on ballots_sealed;
drop trigger sealed_before_the_close on ballots_sealed;
drop trigger roll_before_the_close on ballots_roll;
drop trigger box_is_never_deleted on ballots_box;
drop trigger box_stands on ballots_box;
drop function ballots_papers_once, ballots_box_forgets, ballots_sealed_stays, ballots_kept, ballots_box_takes, ballots_box_stands;
"""

# A box that many vote in is written many times a second, and so is a ballot that is changed: with room in the page and
# no index over what changes, each new version stays beside the old one.
ROOM = "alter table ballots_box set (fillfactor = 20); alter table ballots_sealed set (fillfactor = 80)"
NO_ROOM = "alter table ballots_box reset (fillfactor); alter table ballots_sealed reset (fillfactor)"


class Migration(migrations.Migration):
    dependencies = [("ballots", "0001_create_ballots")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN), migrations.RunSQL(ROOM, NO_ROOM)]

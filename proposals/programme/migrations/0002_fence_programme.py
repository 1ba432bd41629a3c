"""What was announced, applied for, decided and published stands: the database refuses to change or delete it. A case is
decided by published minutes alone, and never granted more than it asked for."""

from django.db import migrations

FENCES = """
create function programme_year_stands() returns trigger language plpgsql as $$
begin
    if old.announced_at is null then
        return coalesce(new, old);
    end if;
    if tg_op = 'DELETE' then
        raise exception 'programme % has been announced: it stays', old.id using errcode = 'check_violation';
    end if;
    if row(old.year, old.body, old.amount, old.opens_at, old.announced_at)
       is distinct from row(new.year, new.body, new.amount, new.opens_at, new.announced_at)
       or new.closes_at < old.closes_at then
        raise exception 'programme % has been announced: it stands', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger programme_year_stands before update or delete on programme_programme
    for each row execute function programme_year_stands();

create function programme_case_stands() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.submitted_at is not null then
            raise exception 'case % has been handed in: it stays', old.id using errcode = 'check_violation';
        end if;
        return old;
    end if;
    if new.decided_at is not null and not exists (
            select from programme_decision d join programme_meeting m on m.id = d.meeting_id
            where d.case_id = new.id and m.minutes_at is not null) then
        raise exception 'case % is decided by published minutes', new.id using errcode = 'check_violation';
    end if;
    if (new.cancelled_at is not null or new.reported_at is not null) and not exists (
            select from programme_decision where case_id = new.id and is_taken) then
        raise exception 'case % is not in the programme', new.id using errcode = 'check_violation';
    end if;
    if tg_op = 'INSERT' or old.submitted_at is null then
        return new;
    end if;
    if row(old.programme_id, old.number, old.agency_id, old.submitted_at, old.asked, old.theme_id, old.district_id)
       is distinct from
       row(new.programme_id, new.number, new.agency_id, new.submitted_at, new.asked, new.theme_id, new.district_id)
    then
        raise exception 'case % has been handed in: it stands', old.id using errcode = 'check_violation';
    end if;
    if row(old.title, old.body, old.how, old.reach, old.starts_on, old.ends_on)
       is distinct from row(new.title, new.body, new.how, new.reach, new.starts_on, new.ends_on)
       and current_setting('programme.change', true) is distinct from old.id::text then
        raise exception 'case % is changed with a reason', old.id using errcode = 'check_violation';
    end if;
    if (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
       or (old.decided_at is not null and new.decided_at is distinct from old.decided_at)
       or (old.cancelled_at is not null and row(new.cancelled_at, new.cancelled_reason)
           is distinct from row(old.cancelled_at, old.cancelled_reason))
       or (old.reported_at is not null and new.reported_at is distinct from old.reported_at)
       or (old.published_at is not null
           and row(new.published_at, new.report, new.participants, new.sessions, new.spent, new.title, new.body,
                   new.how, new.reach, new.starts_on, new.ends_on)
           is distinct from
               row(old.published_at, old.report, old.participants, old.sessions, old.spent, old.title, old.body,
                   old.how, old.reach, old.starts_on, old.ends_on)) then
        raise exception 'what was done about case % stands', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger programme_case_stands before insert or update or delete on programme_case
    for each row execute function programme_case_stands();

create function programme_photo_stands() returns trigger language plpgsql as $$
begin
    if exists (select from programme_case where id = coalesce(old.case_id, new.case_id) and published_at is not null)
    then
        raise exception 'a published report stands' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger programme_photo_stands before insert or update or delete on programme_photo
    for each row execute function programme_photo_stands();

create function programme_told_for_good() returns trigger language plpgsql as $$
begin
    raise exception 'what was told stands' using errcode = 'check_violation';
end $$;
create trigger programme_change_stands before update or delete on programme_change
    for each row execute function programme_told_for_good();
create trigger programme_following_stands before update or delete on programme_following
    for each row execute function programme_told_for_good();

create function programme_meeting_stands() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'meeting % has been called: it stays', old.id using errcode = 'check_violation';
    end if;
    if (old.minutes_at is not null or old.cancelled_at is not null)
       and row(old.title, old.held_at, old.place, old.agenda, old.called_at, old.cancelled_at, old.cancelled_reason,
               old.minutes, old.minutes_at, old.recording)
       is distinct from
           row(new.title, new.held_at, new.place, new.agenda, new.called_at, new.cancelled_at, new.cancelled_reason,
               new.minutes, new.minutes_at, new.recording) then
        raise exception 'meeting % is over: what is told of it stands', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger programme_meeting_stands before update or delete on programme_meeting
    for each row execute function programme_meeting_stands();

create function programme_minutes_stand() returns trigger language plpgsql as $$
begin
    if exists (select from programme_meeting where id = coalesce(old.meeting_id, new.meeting_id)
               and minutes_at is not null) then
        raise exception 'the minutes have been published: they stand' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger programme_attendance_stands before insert or update or delete on programme_attendance
    for each row execute function programme_minutes_stand();
create trigger programme_enclosure_stands before insert or update or delete on programme_enclosure
    for each row execute function programme_minutes_stand();
create trigger programme_decision_stands before insert or update or delete on programme_decision
    for each row execute function programme_minutes_stand();

create function programme_grants_what_was_asked() returns trigger language plpgsql as $$
begin
    if new.case_id is not null and new.amount > (select coalesce(asked, 0) from programme_case where id = new.case_id)
    then
        raise exception 'more than case % asks for', new.case_id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger programme_grants_what_was_asked before insert or update on programme_decision
    for each row execute function programme_grants_what_was_asked();

create function programme_recusal_stands() returns trigger language plpgsql as $$
begin
    if exists (select from programme_decision d join programme_meeting m on m.id = d.meeting_id
               where d.id = coalesce(old.decision_id, new.decision_id) and m.minutes_at is not null) then
        raise exception 'the minutes have been published: they stand' using errcode = 'check_violation';
    end if;
    if tg_op <> 'DELETE' and not exists (
            select from programme_attendance a join programme_decision d on d.meeting_id = a.meeting_id
            where d.id = new.decision_id and a.member_id = new.member_id) then
        raise exception 'only who is present is recused' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger programme_recusal_stands before insert or update or delete on programme_recusal
    for each row execute function programme_recusal_stands();
"""

UNDONE = """
drop trigger programme_recusal_stands on programme_recusal; drop function programme_recusal_stands;
drop trigger programme_grants_what_was_asked on programme_decision; drop function programme_grants_what_was_asked;
drop trigger programme_decision_stands on programme_decision;
drop trigger programme_enclosure_stands on programme_enclosure;
drop trigger programme_attendance_stands on programme_attendance; drop function programme_minutes_stand;
drop trigger programme_meeting_stands on programme_meeting; drop function programme_meeting_stands;
drop trigger programme_following_stands on programme_following;
drop trigger programme_change_stands on programme_change; drop function programme_told_for_good;
drop trigger programme_photo_stands on programme_photo; drop function programme_photo_stands;
drop trigger programme_case_stands on programme_case; drop function programme_case_stands;
drop trigger programme_year_stands on programme_programme; drop function programme_year_stands;
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_create_programme")]

    operations = [migrations.RunSQL(FENCES, UNDONE)]

from django.db import migrations

# The truth is fenced where it is kept: an endorsement arrives inside its window and never changes;
# what was promised at opening and the instant of establishment stand.
FENCES = """
create function proposals_endorsement_in_window() returns trigger language plpgsql as $$
begin
    if exists (
        select from fresh
          join proposals_proposal p on p.id = fresh.proposal_id
         where p.opens_at is null or fresh.arrived_at < p.opens_at or fresh.arrived_at >= p.closes_at
            or p.withdrawn_at is not null
    ) then
        raise exception 'an endorsement must arrive inside its window' using errcode = 'check_violation';
    end if;
    return null;
end $$;

create trigger endorsement_in_window after insert on proposals_endorsement
    referencing new table as fresh for each statement
    execute function proposals_endorsement_in_window();

create function proposals_endorsement_stands() returns trigger language plpgsql as $$
begin
    raise exception 'an endorsement is irrevocable' using errcode = 'check_violation';
end $$;

create trigger endorsement_stands before update of proposal_id, number, person_id, arrived_at
    on proposals_endorsement for each row
    when ((old.proposal_id, old.number, old.person_id, old.arrived_at)
          is distinct from (new.proposal_id, new.number, new.person_id, new.arrived_at))
    execute function proposals_endorsement_stands();

create trigger endorsement_is_never_deleted before delete on proposals_endorsement
    for each statement execute function proposals_endorsement_stands();

create function proposals_promise_stands() returns trigger language plpgsql as $$
begin
    raise exception 'what was promised at opening stands' using errcode = 'check_violation';
end $$;

create trigger proposal_promise_stands before update of terms_id, threshold, opens_at, established_at, answered_at
    on proposals_proposal for each row
    when ((old.opens_at is not null and (old.terms_id, old.threshold, old.opens_at)
               is distinct from (new.terms_id, new.threshold, new.opens_at))
          or (old.established_at is not null and old.established_at is distinct from new.established_at)
          or (old.answered_at is not null and old.answered_at is distinct from new.answered_at))
    execute function proposals_promise_stands();
"""

TAKEN_DOWN = """
drop trigger proposal_promise_stands on proposals_proposal;
drop trigger endorsement_is_never_deleted on proposals_endorsement;
drop trigger endorsement_stands on proposals_endorsement;
drop trigger endorsement_in_window on proposals_endorsement;
drop function proposals_promise_stands, proposals_endorsement_stands, proposals_endorsement_in_window;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_create_proposals")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

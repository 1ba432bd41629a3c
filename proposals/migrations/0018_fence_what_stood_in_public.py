from django.db import migrations

# What stood in public is kept: a former answer never changes, and of a published one nothing is overwritten that the
# newest former answer does not hold. What was promised at opening stands as before, but for the one decision that its
# verb takes back, before anybody has endorsed.
FENCES = """
create function proposals_former_stands() returns trigger language plpgsql as $$
begin
    raise exception 'what once stood in public stays as it was' using errcode = 'check_violation';
end $$;

create trigger former_answer_stands before update or delete on proposals_formeranswer
    for each row execute function proposals_former_stands();

create function proposals_answer_is_kept() returns trigger language plpgsql as $$
begin
    if exists (select from proposals_proposal where id = old.proposal_id and answered_at is not null)
       and old.text is distinct from (
            select text from proposals_formeranswer where proposal_id = old.proposal_id order by number desc limit 1)
    then
        raise exception 'a published answer is corrected beside the old one' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger answer_is_kept before update of text on proposals_answer for each row
    when (old.text is distinct from new.text) execute function proposals_answer_is_kept();

create function proposals_finding_is_kept() returns trigger language plpgsql as $$
begin
    if exists (
        select from proposals_demand d join proposals_proposal p on p.id = d.proposal_id
         where d.id = old.demand_id and p.answered_at is not null
           and not coalesce((
                select f.findings @> jsonb_build_array(jsonb_build_object(
                       'number', d.number, 'finding', old.finding, 'reasons', old.reasons))
                  from proposals_formeranswer f where f.proposal_id = p.id order by f.number desc limit 1), false))
    then
        raise exception 'a published finding is corrected beside the old one' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger finding_is_kept before update of finding, reasons, agency_id on proposals_finding for each row
    when ((old.finding, old.reasons, old.agency_id) is distinct from (new.finding, new.reasons, new.agency_id))
    execute function proposals_finding_is_kept();

drop trigger proposal_promise_stands on proposals_proposal;
create trigger proposal_promise_stands before update of terms_id, threshold, opens_at, established_at, answered_at
    on proposals_proposal for each row
    when ((old.opens_at is not null and (old.terms_id, old.threshold, old.opens_at)
               is distinct from (new.terms_id, new.threshold, new.opens_at)
               and not (new.opens_at is null and old.last_number = 0
                        and current_setting('proposals.taken_back', true) is not distinct from old.id::text))
          or (old.established_at is not null and old.established_at is distinct from new.established_at)
          or (old.answered_at is not null and old.answered_at is distinct from new.answered_at))
    execute function proposals_promise_stands();

drop trigger proposal_rules_stand on proposals_proposal;
create trigger proposal_rules_stand before update of rules_version on proposals_proposal for each row
    when (old.rules_version <> '' and old.rules_version <> new.rules_version
          and not (new.rules_version = '' and old.last_number = 0
                   and current_setting('proposals.taken_back', true) is not distinct from old.id::text))
    execute function proposals_promise_stands();
"""

TAKEN_DOWN = """
drop trigger proposal_rules_stand on proposals_proposal;
create trigger proposal_rules_stand before update of rules_version on proposals_proposal for each row
    when (old.rules_version <> '' and old.rules_version <> new.rules_version)
    execute function proposals_promise_stands();

drop trigger proposal_promise_stands on proposals_proposal;
create trigger proposal_promise_stands before update of terms_id, threshold, opens_at, established_at, answered_at
    on proposals_proposal for each row
    when ((old.opens_at is not null and (old.terms_id, old.threshold, old.opens_at)
               is distinct from (new.terms_id, new.threshold, new.opens_at))
          or (old.established_at is not null and old.established_at is distinct from new.established_at)
          or (old.answered_at is not null and old.answered_at is distinct from new.answered_at))
    execute function proposals_promise_stands();

drop trigger finding_is_kept on proposals_finding;
drop function proposals_finding_is_kept;
drop trigger answer_is_kept on proposals_answer;
drop function proposals_answer_is_kept;
drop trigger former_answer_stands on proposals_formeranswer;
drop function proposals_former_stands;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0017_keep_what_is_written")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

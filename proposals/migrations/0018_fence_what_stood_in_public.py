from django.db import migrations

# What stood in public is kept: a former answer never changes, and of a published one nothing is overwritten that the
# newest former answer does not hold.
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
"""

TAKEN_DOWN = """
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

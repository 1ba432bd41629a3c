from django.db import migrations

# What became of a proposal stays on its dates and in its words, but for the decision that its verb takes back. A reason,
# and the place of whoever gave it, can be emptied and nothing else. Demands are set by their verb until the answer is
# published; an answer is corrected by its verb, beside what stood there. Nothing of it is emptied in one go.
FENCES = """
create function proposals_past_stands() returns trigger language plpgsql as $$
begin
    raise exception 'what became of a proposal stays as it was' using errcode = 'check_violation';
end $$;

create trigger proposal_past_stands
    before update of submitted_at, amended_at, refused_at, grounds, refusal_note, withdrawn_at, withdrawn_reason,
                     extended_at, extension_reason
    on proposals_proposal for each row
    when ((old.submitted_at is not null and old.submitted_at is distinct from new.submitted_at)
          or (old.amended_at is not null and old.amended_at is distinct from new.amended_at)
          or (old.refused_at is not null
              and (old.refused_at, old.grounds, old.refusal_note)
                  is distinct from (new.refused_at, new.grounds, new.refusal_note)
              and not (new.refused_at is null
                       and current_setting('proposals.taken_back', true) is not distinct from old.id::text))
          or (old.withdrawn_at is not null and (old.withdrawn_at, old.withdrawn_reason)
              is distinct from (new.withdrawn_at, new.withdrawn_reason))
          or (old.extended_at is not null and (old.extended_at, old.extension_reason)
              is distinct from (new.extended_at, new.extension_reason)))
    execute function proposals_past_stands();

create trigger endorsement_words_stand before update of reason, county, district on proposals_endorsement for each row
    when (new.reason not in ('', old.reason) or new.county not in ('', old.county)
          or new.district not in ('', old.district))
    execute function proposals_endorsement_stands();

create function proposals_demand_stands() returns trigger language plpgsql as $$
begin
    if exists (
        select from proposals_proposal
         where id in (old.proposal_id, new.proposal_id)
           and (answered_at is not null
                or established_at is not null
                   and current_setting('proposals.demands', true) is distinct from id::text))
    then
        raise exception 'demands are set by their verb, until the answer is published' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;

create trigger demand_stands before insert or update or delete on proposals_demand
    for each row execute function proposals_demand_stands();

create or replace function proposals_answer_is_kept() returns trigger language plpgsql as $$
begin
    if exists (select from proposals_proposal where id = old.proposal_id and answered_at is not null)
       and (tg_op = 'DELETE' or new.proposal_id <> old.proposal_id
            or current_setting('proposals.corrected', true) is distinct from old.proposal_id::text
            or old.text is distinct from (
                select text from proposals_formeranswer
                 where proposal_id = old.proposal_id order by number desc limit 1))
    then
        raise exception 'a published answer is corrected beside the old one' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;

drop trigger answer_is_kept on proposals_answer;
create trigger answer_is_kept before update or delete on proposals_answer
    for each row execute function proposals_answer_is_kept();

create or replace function proposals_finding_is_kept() returns trigger language plpgsql as $$
begin
    if exists (
        select from proposals_demand d join proposals_proposal p on p.id = d.proposal_id
         where d.id = old.demand_id and p.answered_at is not null
           and (tg_op = 'DELETE' or (old.demand_id, old.answer_id) is distinct from (new.demand_id, new.answer_id)
                or current_setting('proposals.corrected', true) is distinct from p.id::text
                or not coalesce((
                    select f.findings @> jsonb_build_array(jsonb_build_object(
                           'number', d.number, 'finding', old.finding, 'reasons', old.reasons))
                      from proposals_formeranswer f where f.proposal_id = p.id order by f.number desc limit 1), false)))
    then
        raise exception 'a published finding is corrected beside the old one' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;

drop trigger finding_is_kept on proposals_finding;
create trigger finding_is_kept before update or delete on proposals_finding
    for each row execute function proposals_finding_is_kept();

create trigger endorsement_is_never_emptied before truncate on proposals_endorsement
    for each statement execute function proposals_endorsement_stands();
create trigger formeranswer_is_never_emptied before truncate on proposals_formeranswer
    for each statement execute function proposals_former_stands();
create trigger terms_is_never_emptied before truncate on proposals_terms
    for each statement execute function proposals_promise_stands();
create trigger proposal_is_never_emptied before truncate on proposals_proposal
    for each statement execute function proposals_promise_stands();
create trigger demand_is_never_emptied before truncate on proposals_demand
    for each statement execute function proposals_former_stands();
create trigger answer_is_never_emptied before truncate on proposals_answer
    for each statement execute function proposals_former_stands();
create trigger finding_is_never_emptied before truncate on proposals_finding
    for each statement execute function proposals_former_stands();
"""

TAKEN_DOWN = """
drop trigger finding_is_never_emptied on proposals_finding;
drop trigger answer_is_never_emptied on proposals_answer;
drop trigger demand_is_never_emptied on proposals_demand;
drop trigger proposal_is_never_emptied on proposals_proposal;
drop trigger terms_is_never_emptied on proposals_terms;
drop trigger formeranswer_is_never_emptied on proposals_formeranswer;
drop trigger endorsement_is_never_emptied on proposals_endorsement;

drop trigger finding_is_kept on proposals_finding;
create or replace function proposals_finding_is_kept() returns trigger language plpgsql as $$
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
drop trigger answer_is_kept on proposals_answer;
create or replace function proposals_answer_is_kept() returns trigger language plpgsql as $$
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

drop trigger demand_stands on proposals_demand;
drop function proposals_demand_stands;
drop trigger endorsement_words_stand on proposals_endorsement;
drop trigger proposal_past_stands on proposals_proposal;
drop function proposals_past_stands;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0023_give_reasons_of_looks_room")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

from django.db import migrations

# What is owed about a proposal and what became of it agree when a transaction ends, whoever wrote: submitted without
# a review, established without an answer, answered while one is owed, or the other way round, is impossible; so is a
# duty about a proposal that is not there.
FENCES = """
create function proposals_owes_rightly(proposal bigint) returns boolean language sql stable as $$
    select exists (
        select from proposals_proposal p
          left join duties_duty review on review.subject = 'proposal:' || p.id and review.kind = 'proposals.review'
          left join duties_duty answer on answer.subject = 'proposal:' || p.id and answer.kind = 'proposals.answer'
         where p.id = proposal
           and (p.submitted_at is null) = (review.id is null) and review.done_at is not distinct from p.reviewed_at
           and (p.established_at is null) = (answer.id is null) and answer.done_at is not distinct from p.answered_at
           and not ((p.withdrawn_at is not null or p.answered_at is not null) and exists (
                select from duties_duty d
                 where d.subject = 'proposal:' || p.id and d.done_at is null and d.ended_at is null)))
        or not exists (select from proposals_proposal where id = proposal)
           and not exists (select from duties_duty where subject = 'proposal:' || proposal)
$$;

create function proposals_duties_agree() returns trigger language plpgsql as $$
declare
    proposal bigint;
begin
    if tg_table_name = 'duties_duty' then
        proposal := substr(new.subject, length('proposal:') + 1);
    elsif tg_op = 'DELETE' then
        proposal := old.id;
    else
        proposal := new.id;
    end if;
    if not proposals_owes_rightly(proposal) then
        raise exception 'what is owed about a proposal must agree with what was done' using errcode = 'check_violation';
    end if;
    return null;
end $$;

create constraint trigger proposal_owes_rightly
    after insert or update of submitted_at, reviewed_at, withdrawn_at, established_at, answered_at
    on proposals_proposal deferrable initially deferred for each row
    execute function proposals_duties_agree();

create constraint trigger proposal_owed_something_stays after delete
    on proposals_proposal deferrable initially deferred for each row
    when (old.submitted_at is not null)
    execute function proposals_duties_agree();

create constraint trigger proposal_is_owed_rightly after insert or update
    on duties_duty deferrable initially deferred for each row
    when (new.subject like 'proposal:%')
    execute function proposals_duties_agree();
"""

TAKEN_DOWN = """
drop trigger proposal_is_owed_rightly on duties_duty;
drop trigger proposal_owed_something_stays on proposals_proposal;
drop trigger proposal_owes_rightly on proposals_proposal;
drop function proposals_duties_agree;
drop function proposals_owes_rightly;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0010_drop_the_columns_of_deadlines")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

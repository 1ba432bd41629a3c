from django.db import migrations

# As before, and: nothing owed about a proposal becomes needless while nobody has withdrawn or answered it, but the
# review of a text that was to be amended and was not.
AGREE = """
create or replace function proposals_owes_rightly(proposal bigint) returns boolean language sql stable as $$
    select exists (
        select from proposals_proposal p
          left join duties_duty review on review.subject = 'proposal:' || p.id and review.kind = 'proposals.review'
          left join duties_duty answer on answer.subject = 'proposal:' || p.id and answer.kind = 'proposals.answer'
         where p.id = proposal
           and (p.submitted_at is null) = (review.id is null) and review.done_at is not distinct from p.reviewed_at
           and (p.established_at is null) = (answer.id is null) and answer.done_at is not distinct from p.answered_at
           and not ((p.withdrawn_at is not null or p.answered_at is not null) and exists (
                select from duties_duty d
                 where d.subject = 'proposal:' || p.id and d.done_at is null and d.ended_at is null))
           and not (p.withdrawn_at is null and p.answered_at is null and exists (
                select from duties_duty d
                 where d.subject = 'proposal:' || p.id and d.ended_at is not null
                   and not (d.kind = 'proposals.review' and p.amend_asked_at is not null and p.amended_at is null))))
        or not exists (select from proposals_proposal where id = proposal)
           and not exists (select from duties_duty where subject = 'proposal:' || proposal)
$$;
"""

AS_BEFORE = """
create or replace function proposals_owes_rightly(proposal bigint) returns boolean language sql stable as $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0021_let_reasons_be_reported_and_hidden")]
    operations = [migrations.RunSQL(AGREE, AS_BEFORE)]

\set proposal random(:first, :last)
-- The same written as one statement, so that the row is locked for one round trip less.
with inserted as (
    insert into proposals_endorsement (proposal_id, number, person_id, reason, county, district, arrived_at)
    values (:proposal, nextval('bench_number'), nextval('bench_person'), '支持', '64000', '', now())
    returning proposal_id
)
update proposals_proposal
   set endorsement_count = endorsement_count + 1, last_number = last_number + 1, last_endorsed_at = now(), version = version + 1
 where id = (select proposal_id from inserted);

\set proposal random(:first, :last)
-- One endorsement of the proposals in turn of chance, as one transaction: insert it, then move the counter.
begin;
insert into proposals_endorsement (proposal_id, number, person_id, reason, county, district, arrived_at)
values (:proposal, nextval('bench_number'), nextval('bench_person'), '支持', '64000', '', now());
update proposals_proposal
   set endorsement_count = endorsement_count + 1, last_number = last_number + 1, last_endorsed_at = now(), version = version + 1
 where id = :proposal;
end;

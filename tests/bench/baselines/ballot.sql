-- One ballot in the first box, as one transaction: so many of a thousand (:changes) replace one that is there, the others
-- enter the roll and add one.
\set kind random(1, 1000)
\set seed random(1, 5000)
begin;
\if :kind <= :changes
update ballots_sealed set ballot = decode(repeat('cd', 60), 'hex') where pseudonym = md5('seed' || :seed)::uuid;
update ballots_box set version = version + 1 where id = :first;
\else
insert into ballots_roll (box_id, person_id, area, how) values (:first, nextval('bench_person'), 1, 'online');
insert into ballots_sealed (pseudonym, box_id, area, ballot)
values (gen_random_uuid(), :first, 1, decode(repeat('ab', 60), 'hex'));
update ballots_box set turnout = turnout + 1, version = version + 1 where id = :first;
\endif
end;

-- The same written as one statement, so that the box is locked for one round trip less.
\set kind random(1, 1000)
\set seed random(1, 5000)
\if :kind <= :changes
with changed as (
    update ballots_sealed set ballot = decode(repeat('cd', 60), 'hex') where pseudonym = md5('seed' || :seed)::uuid
    returning box_id
)
update ballots_box set version = version + 1 where id = (select box_id from changed);
\else
with voted as (
    insert into ballots_roll (box_id, person_id, area, how) values (:first, nextval('bench_person'), 1, 'online')
    returning box_id
), cast_now as (
    insert into ballots_sealed (pseudonym, box_id, area, ballot)
    select gen_random_uuid(), box_id, 1, decode(repeat('ab', 60), 'hex') from voted
    returning box_id
)
update ballots_box set turnout = turnout + 1, version = version + 1 where id = (select box_id from cast_now);
\endif

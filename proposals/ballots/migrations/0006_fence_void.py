"""That a box is void is declared once, and no paper comes out of it."""

from django.db import migrations

FENCES = """
create trigger box_void_stands before update on ballots_box for each row
    when (old.voided_at is not null and old.voided_at is distinct from new.voided_at)
    execute function ballots_box_stands();

create or replace function ballots_papers_once() returns trigger language plpgsql as $$
begin
    if exists (
        select from fresh join ballots_box b on b.id = fresh.box_id
         where b.second_confirmer_id is null or b.opened_at is not null or b.voided_at is not null
    ) then
        raise exception 'papers come out of a ballot box once' using errcode = 'check_violation';
    end if;
    return null;
end $$;
"""

TAKEN_DOWN = """
create or replace function ballots_papers_once() returns trigger language plpgsql as $$
begin
    if exists (
        select from fresh join ballots_box b on b.id = fresh.box_id
         where b.second_confirmer_id is null or b.opened_at is not null
    ) then
        raise exception 'papers come out of a ballot box once' using errcode = 'check_violation';
    end if;
    return null;
end $$;
drop trigger box_void_stands on ballots_box;
"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0005_let_a_box_be_void")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

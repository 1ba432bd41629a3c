from django.db import migrations, models

# Ten links and files at most, however many arrive at once: whoever inserts one holds the proposal, and counts then.
FENCE = """
create function proposals_room_for_evidence() returns trigger language plpgsql as $$
begin
    perform from proposals_proposal where id = new.proposal_id for no key update;
    if (select count(*) from proposals_evidence where proposal_id = new.proposal_id) >= 10 then
        raise exception 'a proposal has room for ten links and files' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger evidence_has_room before insert on proposals_evidence
    for each row execute function proposals_room_for_evidence();
"""

TAKEN_DOWN = """
drop trigger evidence_has_room on proposals_evidence;
drop function proposals_room_for_evidence;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0012_find_the_newest_reasons")]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="name",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="name of the file"),
            preserve_default=False,
        ),
        migrations.RunSQL(FENCE, TAKEN_DOWN),
    ]

"""An endorsement that is voided keeps its row and its number and no longer counts; so the next number is given from
`last_number`. The version of the rules a proposal was opened under is a promise like its terms.
"""

# safe because: columns are added with defaults, and the function of the trigger that guards promises stays as it is.

from django.db import migrations, models

FENCES = """
create function proposals_void_stands() returns trigger language plpgsql as $$
begin
    raise exception 'a void endorsement stays void' using errcode = 'check_violation';
end $$;

create trigger endorsement_void_stands before update of voided_at on proposals_endorsement for each row
    when (old.voided_at is not null and old.voided_at is distinct from new.voided_at)
    execute function proposals_void_stands();

create trigger proposal_rules_stand before update of rules_version on proposals_proposal for each row
    when (old.rules_version <> '' and old.rules_version <> new.rules_version)
    execute function proposals_promise_stands();
"""

TAKEN_DOWN = """
drop trigger proposal_rules_stand on proposals_proposal;
drop trigger endorsement_void_stands on proposals_endorsement;
drop function proposals_void_stands;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0004_keep_the_counter_in_its_page")]
    operations = [
        migrations.AddField("proposal", "last_number", models.PositiveIntegerField("last number given", default=0)),
        migrations.AddField("proposal", "rules_version", models.CharField("rules", blank=True, max_length=10)),
        migrations.AddField("endorsement", "voided_at", models.DateTimeField("voided", null=True)),
        migrations.RunSQL(FENCES, TAKEN_DOWN),
    ]

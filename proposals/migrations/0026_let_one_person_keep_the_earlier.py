"""An endorsement stays whose it is, but goes along when two accounts are joined that are one person's: it may move
between these two, by way of a number that is nobody's, and between no others.
"""

from django.db import migrations

MOVES = """
drop trigger endorsement_stands on proposals_endorsement;
create trigger endorsement_stands before update of proposal_id, number, person_id, arrived_at
    on proposals_endorsement for each row
    when ((old.proposal_id, old.number, old.arrived_at) is distinct from (new.proposal_id, new.number, new.arrived_at)
          or (old.person_id <> new.person_id
              and not coalesce(array[abs(old.person_id)::text, abs(new.person_id)::text]
                               <@ string_to_array(current_setting('accounts.joined', true), '>'), false)))
    execute function proposals_endorsement_stands();
"""
STOOD = """
drop trigger endorsement_stands on proposals_endorsement;
create trigger endorsement_stands before update of proposal_id, number, person_id, arrived_at
    on proposals_endorsement for each row
    when ((old.proposal_id, old.number, old.person_id, old.arrived_at)
          is distinct from (new.proposal_id, new.number, new.person_id, new.arrived_at))
    execute function proposals_endorsement_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0025_keep_how_it_differs_from_similar_ones")]
    operations = [migrations.RunSQL(MOVES, STOOD)]

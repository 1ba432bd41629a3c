from django.db import migrations

# What stands row by row is not emptied in one go either.
FENCES = """
create trigger box_is_never_emptied before truncate on ballots_box
    for each statement execute function ballots_box_stands();
create trigger roll_is_never_emptied before truncate on ballots_roll
    for each statement execute function ballots_kept();
create trigger sealed_is_never_emptied before truncate on ballots_sealed
    for each statement execute function ballots_kept();
create trigger paper_is_never_emptied before truncate on ballots_paper
    for each statement execute function ballots_kept();
"""

TAKEN_DOWN = """
drop trigger paper_is_never_emptied on ballots_paper;
drop trigger sealed_is_never_emptied on ballots_sealed;
drop trigger roll_is_never_emptied on ballots_roll;
drop trigger box_is_never_emptied on ballots_box;
"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0003_keep_when_a_standing_was_shown")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

from django.db import migrations

# What is never deleted is not emptied in one go either.
FENCES = """
create trigger duty_is_never_emptied before truncate on duties_duty
    for each statement execute function duties_duty_stands('it is never deleted');
create trigger move_is_never_emptied before truncate on duties_move
    for each statement execute function duties_duty_stands('what moved it stays as it was written');
"""

TAKEN_DOWN = """
drop trigger move_is_never_emptied on duties_move;
drop trigger duty_is_never_emptied on duties_duty;
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0005_let_ends_and_pauses_stand")]
    operations = [migrations.RunSQL(FENCES, TAKEN_DOWN)]

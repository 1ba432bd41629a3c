import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

# A promise in public moves with a written reason only, which stays.
FENCES = """
create function duties_duty_moves_rightly() returns trigger language plpgsql as $$
begin
    if not exists (select from duties_move
                    where duty_id = new.id and was_due_at = old.due_at and due_at = new.due_at
                      and (why <> 'closures' or (new.starts_on, new.unit) = (old.starts_on, old.unit))) then
        raise exception 'a duty stands: it ends at another time only by a move that says why'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger duty_moves_with_a_reason before update of starts_on, length, unit, due_at on duties_duty for each row
    when ((old.starts_on, old.length, old.unit, old.due_at)
          is distinct from (new.starts_on, new.length, new.unit, new.due_at))
    execute function duties_duty_moves_rightly();

create trigger move_stands before update or delete on duties_move for each row
    execute function duties_duty_stands('what moved it stays as it was written');
"""

TAKEN_DOWN = """
drop trigger move_stands on duties_move;
drop trigger duty_moves_with_a_reason on duties_duty;
drop function duties_duty_moves_rightly;
"""

WHYS = {"extended": "postponed", "resumed": "had been paused", "closures": "days on which the offices are closed"}


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_fence_duties")]
    operations = [
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("why", models.CharField(choices=list(WHYS.items()), max_length=12, verbose_name="why")),
                ("was_due_at", models.DateTimeField(verbose_name="was due at")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("counted_from", models.DateField(null=True, verbose_name="counted from")),
                ("stopped_on", models.DateField(null=True, verbose_name="stopped on")),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="duties.duty",
                        verbose_name="duty",
                    ),
                ),
            ],
            options={
                "verbose_name": "move of a deadline",
                "verbose_name_plural": "moves of deadlines",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(condition=Q(why__in=list(WHYS)), name="move_for_a_known_reason"),
                    models.CheckConstraint(
                        condition=Q(why="closures") | Q(due_at__gte=F("was_due_at")),
                        name="move_earlier_by_closures_only",
                    ),
                    models.CheckConstraint(
                        condition=Q(why="resumed", counted_from__isnull=False, stopped_on__isnull=False)
                        | (~Q(why="resumed") & Q(counted_from=None, stopped_on=None)),
                        name="move_says_when_it_stood",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FENCES, TAKEN_DOWN),
    ]

"""When a standing may move again: the number of voters it held, which grows by ten at least and is not forgotten."""

import django.db.models.deletion
from django.db import migrations, models

FENCE = """
create function ballots_shown_moves() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a standing that was shown is not forgotten' using errcode = 'check_violation';
    end if;
    if new.voters < 10 or (tg_op = 'UPDATE' and (
        (new.box_id, new.area) is distinct from (old.box_id, old.area) or new.voters < old.voters + 10)) then
        raise exception 'a standing moves by ten new voters' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger ballots_shown_moves before insert or update or delete on ballots_shown
    for each row execute function ballots_shown_moves();
"""

UNDONE = "drop trigger ballots_shown_moves on ballots_shown; drop function ballots_shown_moves;"


class Migration(migrations.Migration):
    dependencies = [("ballots", "0002_fence_ballots")]

    operations = [
        migrations.CreateModel(
            name="Shown",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "box_id", "area", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.PositiveIntegerField(verbose_name="area")),
                ("voters", models.PositiveIntegerField(verbose_name="voters")),
                (
                    "box",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shown",
                        to="ballots.box",
                    ),
                ),
            ],
            options={"verbose_name": "shown standing", "verbose_name_plural": "shown standings"},
        ),
        migrations.RunSQL(FENCE, UNDONE),
    ]

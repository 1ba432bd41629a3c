"""Workshops between the screening and the feasibility; what was said of them stands once the vote has opened."""

import django.db.models.deletion
from django.db import migrations, models

FENCE = """
create function budgets_workshop_stands() returns trigger language plpgsql as $$
begin
    if budgets_cycle_is_open(coalesce(old.cycle_id, new.cycle_id)) then
        raise exception 'the vote has opened: its workshops stand' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger budgets_workshop_stands before insert or update or delete on budgets_workshop
    for each row execute function budgets_workshop_stands();
create trigger budgets_workshop_never_emptied before truncate on budgets_workshop
    for each statement execute function budgets_never_emptied();
"""
TAKEN_DOWN = """
drop trigger budgets_workshop_never_emptied on budgets_workshop;
drop trigger budgets_workshop_stands on budgets_workshop; drop function budgets_workshop_stands;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0014_add_evidence_to_ideas")]

    operations = [
        migrations.CreateModel(
            name='Workshop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='begins')),
                ('place', models.CharField(max_length=400, verbose_name='place')),
                ('invited', models.CharField(max_length=2000, verbose_name='who is invited')),
                ('outcome', models.TextField(blank=True, max_length=10000, verbose_name='what came of it')),
                ('told_at', models.DateTimeField(null=True, verbose_name='told')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='workshops', to='budgets.area', verbose_name='area')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workshops', to='budgets.cycle')),
            ],
            options={
                'verbose_name': 'workshop',
                'verbose_name_plural': 'workshops',
                'ordering': ['at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('told_at', None)), models.Q(('told_at__gte', models.F('at')), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='workshop_told_afterwards')],
            },
        ),
        migrations.RunSQL(FENCE, TAKEN_DOWN),
    ]

"""Links and files that support an idea; with the idea they stand once it is handed in."""

import django.db.models.deletion
from django.db import migrations, models

FENCE = """
create function budgets_evidence_stands() returns trigger language plpgsql as $$
begin
    if exists (select from budgets_idea where id in (old.idea_id, new.idea_id) and submitted_at is not null) then
        raise exception 'what was handed in with an idea stands' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger budgets_evidence_stands before insert or update or delete on budgets_ideaevidence
    for each row execute function budgets_evidence_stands();
create trigger budgets_ideaevidence_never_emptied before truncate on budgets_ideaevidence
    for each statement execute function budgets_never_emptied();
"""
TAKEN_DOWN = """
drop trigger budgets_ideaevidence_never_emptied on budgets_ideaevidence;
drop trigger budgets_evidence_stands on budgets_ideaevidence; drop function budgets_evidence_stands;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0013_fence_void")]

    operations = [
        migrations.CreateModel(
            name='IdeaEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=400, verbose_name='title')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('file', models.FileField(blank=True, upload_to='evidence/%Y/%m/', verbose_name='file')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name of the file')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='budgets.idea')),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('url', ''), models.Q(('file', ''), _negated=True)), models.Q(models.Q(('url', ''), _negated=True), ('file', '')), _connector='OR'), name='ideaevidence_link_or_file')],
            },
        ),
        migrations.RunSQL(FENCE, TAKEN_DOWN),
    ]

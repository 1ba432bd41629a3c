"""Ideas that people hand in during the call, the joining of two, and what agencies say of each."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0002_list_the_contacts_it_publishes'),
        ('budgets', '0006_let_people_follow_a_budget'),
        ('city', '0004_give_reasons_room'),
        ('proposals', '0023_give_reasons_of_looks_room'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Idea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=320, verbose_name='title')),
                ('body', models.TextField(blank=True, max_length=10000, verbose_name='what is to be done')),
                ('place', models.CharField(blank=True, max_length=400, verbose_name='place')),
                ('cost', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='cost')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='handed in')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn')),
                ('joined_at', models.DateTimeField(null=True, verbose_name='joined')),
                ('screened_at', models.DateTimeField(null=True, verbose_name='screened')),
                ('refused_at', models.DateTimeField(null=True, verbose_name='refused')),
                ('grounds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), default=list, size=None, verbose_name='grounds')),
                ('note', models.TextField(blank=True, verbose_name='reason in words')),
                ('asked_at', models.DateTimeField(null=True, verbose_name='agency asked')),
                ('judged_at', models.DateTimeField(null=True, verbose_name='judged')),
                ('is_feasible', models.BooleanField(null=True, verbose_name='feasible')),
                ('estimate', models.PositiveBigIntegerField(null=True, verbose_name='estimate')),
                ('version', models.PositiveIntegerField(default=1)),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ideas', to='agencies.agency')),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ideas', to='budgets.area', verbose_name='area')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ideas', to=settings.AUTH_USER_MODEL)),
                ('carrier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='budgets.idea')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ideas', to='budgets.cycle')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='city.district', verbose_name='district')),
                ('project', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='idea', to='budgets.project')),
                ('proposal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ideas', to='proposals.proposal')),
                ('screened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='city.theme', verbose_name='theme')),
            ],
            options={
                'verbose_name': 'idea',
                'verbose_name_plural': 'ideas',
            },
        ),
        migrations.CreateModel(
            name='Joining',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(max_length=2000, verbose_name='reason')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('carrier_agreed_at', models.DateTimeField(null=True)),
                ('idea_agreed_at', models.DateTimeField(null=True)),
                ('declined_at', models.DateTimeField(null=True)),
                ('carrier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joinings_in', to='budgets.idea')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joinings', to='budgets.idea')),
            ],
            options={
                'verbose_name': 'joining of ideas',
                'verbose_name_plural': 'joinings of ideas',
            },
        ),
        migrations.CreateModel(
            name='Light',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(choices=[('interest', 'Public interest'), ('legality', 'Legality'), ('budget', 'Budget')], max_length=10, verbose_name='question')),
                ('colour', models.CharField(choices=[('green', 'Green: yes'), ('amber', 'Amber: with conditions'), ('red', 'Red: no')], max_length=5, verbose_name='answer')),
                ('words', models.CharField(max_length=2000, verbose_name='reason')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lights', to='budgets.idea')),
            ],
            options={
                'verbose_name': 'light',
                'verbose_name_plural': 'lights',
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='idea',
            index=models.Index(fields=['cycle', '-submitted_at'], name='idea_by_cycle'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('submitted_at', None), models.Q(('area__isnull', False), models.Q(('title', ''), _negated=True), models.Q(('body', ''), _negated=True)), _connector='OR'), name='idea_complete_when_handed_in'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('submitted_at__isnull', False), models.Q(('agency', None), ('joined_at', None), ('judged_at', None), ('project', None), ('refused_at', None), ('screened_at', None), ('withdrawn_at', None)), _connector='OR'), name='idea_draft_undecided'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('joined_at', None), ('screened_at', None)), _connector='OR'), name='idea_withdrawn_in_time'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('carrier', None), ('joined_at', None)), models.Q(('agency', None), ('carrier__isnull', False), ('joined_at__isnull', False), ('refused_at', None), models.Q(('carrier', models.F('id')), _negated=True)), _connector='OR'), name='idea_joined_with_another'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('grounds', []), ('note', ''), ('refused_at', None)), models.Q(('agency', None), ('refused_at__isnull', False), ('screened_at__isnull', False), models.Q(('grounds', []), _negated=True), models.Q(('note', ''), _negated=True)), _connector='OR'), name='idea_refused_on_grounds'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agency', None), ('asked_at', None)), models.Q(('agency__isnull', False), ('asked_at__isnull', False), ('screened_at__isnull', False)), _connector='OR'), name='idea_asked_about_once_screened'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('estimate', None), ('is_feasible', None), ('judged_at', None)), models.Q(('agency__isnull', False), ('is_feasible', False), ('judged_at__isnull', False)), models.Q(('agency__isnull', False), ('estimate__gte', 1), ('is_feasible', True), ('judged_at__isnull', False)), _connector='OR'), name='idea_judged_whole'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('project', None), ('is_feasible', True), _connector='OR'), name='idea_listed_when_feasible'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.UniqueConstraint(fields=('cycle', 'proposal'), name='idea_adopted_once'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.UniqueConstraint(fields=('carrier', 'idea'), name='joining_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.CheckConstraint(condition=models.Q(('carrier', models.F('idea')), _negated=True), name='joining_of_two'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.CheckConstraint(condition=models.Q(('declined_at', None), ('carrier_agreed_at', None), ('idea_agreed_at', None), _connector='OR'), name='joining_agreed_or_declined'),
        ),
        migrations.AddConstraint(
            model_name='light',
            constraint=models.UniqueConstraint(fields=('idea', 'question'), name='light_once'),
        ),
        migrations.AddConstraint(
            model_name='light',
            constraint=models.CheckConstraint(condition=models.Q(('question__in', ['interest', 'legality', 'budget'])), name='light_for_a_question'),
        ),
        migrations.AddConstraint(
            model_name='light',
            constraint=models.CheckConstraint(condition=models.Q(('colour__in', ['green', 'amber', 'red']), models.Q(('words', ''), _negated=True)), name='light_with_reason'),
        ),
    ]

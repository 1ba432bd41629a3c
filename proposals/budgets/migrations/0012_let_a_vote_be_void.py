"""A vote whose ballots cannot be read is declared void, with a reason."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0011_let_joined_ideas_part'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='cycle',
            name='void_asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='cycle',
            name='void_reason',
            field=models.CharField(blank=True, max_length=2000, verbose_name='why it is void'),
        ),
        migrations.AddField(
            model_name='cycle',
            name='voided_at',
            field=models.DateTimeField(null=True, verbose_name='declared void'),
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.CheckConstraint(condition=models.Q(('voided_at', None), models.Q(('counted_at', None), ('opened_at__isnull', False), ('void_asked_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='cycle_void_with_reason'),
        ),
    ]

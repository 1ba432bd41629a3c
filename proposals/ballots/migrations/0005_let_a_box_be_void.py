"""A box can be declared void: it closes at once where it is open, is never opened, and lets go of its key."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0004_never_emptied'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='box',
            name='box_closed_after_its_window',
        ),
        migrations.RemoveConstraint(
            model_name='box',
            name='box_keeps_its_key_until_opened',
        ),
        migrations.AddField(
            model_name='box',
            name='voided_at',
            field=models.DateTimeField(null=True, verbose_name='declared void'),
        ),
        migrations.AddConstraint(
            model_name='box',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at', None), ('closed_at__gte', models.F('closes_at')), models.Q(('closed_at', models.F('voided_at')), ('voided_at__isnull', False)), _connector='OR'), name='box_closed_after_its_window'),
        ),
        migrations.AddConstraint(
            model_name='box',
            constraint=models.CheckConstraint(condition=models.Q(('voided_at', None), models.Q(('closed_at__isnull', False), ('opened_at', None), ('voided_at__gte', models.F('closed_at'))), _connector='OR'), name='box_void_is_never_opened'),
        ),
        migrations.AddConstraint(
            model_name='box',
            constraint=models.CheckConstraint(condition=models.Q(('key_gone_at', None), ('opened_at__isnull', False), ('voided_at__isnull', False), _connector='OR'), name='box_keeps_its_key_until_opened'),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0003_given_up_letters"),
    ]

    operations = [
        migrations.AlterField(
            model_name="urgent",
            name="content",
            field=models.TextField(default=dict, verbose_name="content"),
        ),
        migrations.RunSQL(
            "update outbox_urgent set content = '' where content = '{}'",
            "update outbox_urgent set content = '{}' where content = ''",
        ),
    ]

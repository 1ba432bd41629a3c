from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_agencies_and_officials")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="contacts",
            field=models.TextField(
                blank=True,
                help_text="Mobile numbers and e-mail addresses that may stand in published texts, one on each line; "
                "@agency.example for all addresses of a domain.",
                verbose_name="contacts it publishes",
            ),
        ),
    ]

# safe because: all that stood in these columns stands in the table of duties since the migration before, which can be
# taken back.

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("proposals", "0009_fill_the_duties")]
    operations = [
        migrations.RemoveField("proposal", "review_due_at"),
        migrations.RemoveField("proposal", "timetable_due_at"),
        migrations.RemoveField("proposal", "timetable_at"),
        migrations.RemoveField("proposal", "contact_due_at"),
        migrations.RemoveField("proposal", "contacted_at"),
        migrations.RemoveField("proposal", "answer_due_at"),
    ]

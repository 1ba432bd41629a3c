"""Deadlines become rows of one table of duties; the columns that held them are let go of in four steps: what guards
them, their contents, the columns, and fences around the rows that took their place.
"""

# safe because: what is removed here guards columns that the next two migrations read once and drop.

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("proposals", "0007_no_count_above_the_last_number")]
    operations = [
        migrations.RemoveIndex("proposal", "proposal_review_queue"),
        migrations.RemoveConstraint("proposal", "proposal_answer_due_when_established"),
        migrations.RemoveConstraint("proposal", "proposal_review_due_when_submitted"),
    ]

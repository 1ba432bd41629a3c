"""A proposal that many endorse is written many times a second. PostgreSQL keeps such a row in its page, and its dead
versions out of every index, if no index names what changes and the page has room: else every look at the row
walks past thousands of dead ones, until a vacuum comes.

The order "most endorsed" sorts what it shows. Long texts lie beside the row, so that a version of it is small.
"""

# safe because: an index is dropped, and how rows are stored changes only for those written from now on.

from django.db import migrations

ROOM = "alter table proposals_proposal set (fillfactor = 60, toast_tuple_target = 256)"
NO_ROOM = "alter table proposals_proposal reset (fillfactor, toast_tuple_target)"


class Migration(migrations.Migration):
    dependencies = [("proposals", "0003_first_terms")]
    operations = [
        migrations.RemoveIndex(model_name="proposal", name="proposal_most_endorsed"),
        migrations.RunSQL(ROOM, NO_ROOM),
    ]

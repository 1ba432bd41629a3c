"""The field `method` becomes `how`: in a browser a field's name hides the property of its form, and whatever asked the
editing form for its method got the field instead."""

# safe because: a rename in the catalogue of the database, without a rewrite; old versions of pages follow in 0006.

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cms", "0006_name_the_documents_that_are_there")]
    operations = [migrations.RenameField("outcomepage", "method", "how")]

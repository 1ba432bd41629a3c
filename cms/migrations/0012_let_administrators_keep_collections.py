"""Administrators may make, rename and delete collections of files.

They had the permission already, but Wagtail asks for it on the root collection, and sent them away.
"""

from django.db import migrations


def give(apps, schema_editor):
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    administrator = apps.get_model("auth", "Group").objects.get(name="administrator")
    rights = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    codenames = [f"{action}_collection" for action in ("add", "change", "delete")]
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="wagtailcore", codename__in=codenames
    )
    for permission in permissions:
        rights.get_or_create(group_id=administrator.pk, collection_id=root.pk, permission_id=permission.pk)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0011_plant_the_guides"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]

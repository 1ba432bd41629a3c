from django.db import migrations

ROLES = ("reviewer", "official", "editor", "administrator")
MAY_EDIT = ("editor", "administrator")


def add(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    enter = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role)
        if role in MAY_EDIT:
            group.permissions.add(enter)


def remove(apps, schema_editor):
    # safe because roles are given anew by the same names when the migration is applied again
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_people_and_their_proofs"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [migrations.RunPython(add, remove)]

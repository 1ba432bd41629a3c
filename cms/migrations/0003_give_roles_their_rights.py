"""What editors and administrators may do in Wagtail's admin.

Wagtail's own groups go: this site has four roles, and its approval step is asked of editors instead.
"""

from django.db import migrations

FILES = [("wagtailimages", "image"), ("wagtaildocs", "document")]
OF_ADMINISTRATORS = [
    ("wagtailcore", "collection", ("add", "change", "delete")),
    ("wagtailcore", "site", ("add", "change", "delete")),
    ("wagtailcore", "workflow", ("add", "change", "delete")),
    ("wagtailcore", "task", ("add", "change", "delete")),
    ("wagtailcore", "groupapprovaltask", ("add", "change", "delete")),
    ("wagtailredirects", "redirect", ("add", "change", "delete")),
]


def give(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    editor, _ = Group.objects.get_or_create(name="editor")
    administrator, _ = Group.objects.get_or_create(name="administrator")
    _both(apps, editor, administrator)
    _editors(apps, editor)
    _administrators(apps, administrator)
    _second_pair_of_eyes(apps, editor, administrator)
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()


def _both(apps, *groups):
    entrance = _permission(apps, "wagtailadmin", "admin", "access_admin")
    translating = _permission(apps, "simple_translation", "simpletranslation", "submit_translation")
    for group in groups:
        group.permissions.add(entrance, translating)


def _editors(apps, group):
    """Words of the roots, everything below the outcome indexes, and files."""
    for home in apps.get_model("cms", "HomePage").objects.all():
        for action in ("change", "publish"):
            _on_page(apps, group, home.pk, action)
    for index in apps.get_model("cms", "OutcomeIndexPage").objects.all():
        _on_page(apps, group, index.pk, "add")
    _on_files(apps, group, ("add", "change", "choose"))


def _administrators(apps, group):
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    for action in ("add", "change", "publish", "bulk_delete", "lock", "unlock"):
        _on_page(apps, group, root.pk, action)
    _on_files(apps, group, ("add", "change", "choose", "delete"))
    for app, model, actions in OF_ADMINISTRATORS:
        group.permissions.add(*[_permission(apps, app, model, f"{action}_{model}") for action in actions])


def _second_pair_of_eyes(apps, *groups):
    name = "另一位編輯過目 · A second editor reads it"
    for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(groups__name="Moderators"):
        task.groups.set(groups)
        apps.get_model("wagtailcore", "Workflow").objects.filter(workflow_tasks__task_id=task.pk).update(name=name)
        apps.get_model("wagtailcore", "Task").objects.filter(pk=task.pk).update(name=name)


def _on_page(apps, group, page_id, action):
    permission = _permission(apps, "wagtailcore", "page", f"{action}_page")
    rights = apps.get_model("wagtailcore", "GroupPagePermission").objects
    rights.get_or_create(group_id=group.pk, page_id=page_id, permission_id=permission.pk)


def _on_files(apps, group, actions):
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    rights = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for app, model in FILES:
        for action in actions:
            permission = _permission(apps, app, model, f"{action}_{model}")
            rights.get_or_create(group_id=group.pk, collection_id=collection.pk, permission_id=permission.pk)


def _permission(apps, app, model, codename):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": f"Can {codename.replace('_', ' ')}"}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0002_plant_the_page_tree"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("simple_translation", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtailredirects", "0001_initial"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]

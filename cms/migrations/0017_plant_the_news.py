"""The page "news and events" in each language, under its home page; editors may write below it and plan events."""

import uuid

from django.db import migrations
from django.utils import timezone

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of the last four places of a page's path
WORDS = {
    "zh-hant": ("最新消息與活動", "公民參與的消息，以及可以報名的工作坊、說明會和走讀。"),
    "en": ("News and events", "What is new, and workshops, meetings and walks for which you can register."),
}
SLUG = "news"


def plant(apps, schema_editor):
    key = uuid.uuid4()
    for home in apps.get_model("cms", "HomePage").objects.select_related("locale").order_by("path"):
        if home.locale.language_code in WORDS:
            _plant(apps, home, key, *WORDS[home.locale.language_code])
    _let(apps, "editor", ("add", "change", "view"))
    _let(apps, "administrator", ("view",))


def _plant(apps, home, key, title, lead):
    Page = apps.get_model("wagtailcore", "Page")
    siblings = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
    if siblings.filter(slug=SLUG).exists():
        return
    last = siblings.order_by("path").last()
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="cms", model="newsindexpage")
    now = timezone.now()
    page = apps.get_model("cms", "NewsIndexPage").objects.create(
        path=f"{home.path}{_next(last.path[-4:] if last else '0000')}", depth=home.depth + 1, slug=SLUG, title=title,
        draft_title=title, url_path=f"{home.url_path}{SLUG}/", content_type=kind, locale_id=home.locale_id,
        translation_key=key, live=True, first_published_at=now, last_published_at=now, lead=lead,
    )  # fmt: skip
    Page.objects.filter(pk=home.pk).update(numchild=siblings.count())
    _let_write(apps, page)


def _next(step):
    """The step of a path after `step`: four digits to the base of 36."""
    number, digits = int(step, 36) + 1, ""
    while number:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits.rjust(4, "0")


def _let_write(apps, page):
    editor = apps.get_model("auth", "Group").objects.get(name="editor")
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="wagtailcore", content_type__model="page", codename="add_page"
    )
    rights = apps.get_model("wagtailcore", "GroupPagePermission").objects
    rights.get_or_create(group_id=editor.pk, page_id=page.pk, permission_id=permission.pk)


def _let(apps, name, actions):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="cms", model="event")
    group = apps.get_model("auth", "Group").objects.get(name=name)
    for action in actions:
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=f"{action}_event", defaults={"name": f"Can {action} event"}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0016_news_and_events"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]

import django.core.validators
import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

# The places that are taken, counted by the database itself: whatever writes a registration, there are never more than
# `capacity`, for the constraint on the event refuses it.
COUNT = """
create function cms_count_taken() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' and not old.is_waiting then
        update cms_event set taken = taken - 1 where id = old.event_id;
    end if;
    if tg_op <> 'DELETE' and not new.is_waiting then
        update cms_event set taken = taken + 1 where id = new.event_id;
    end if;
    return null;
end $$;
create trigger cms_count_taken after insert or delete or update of is_waiting, event_id on cms_registration
    for each row execute function cms_count_taken();
"""
UNCOUNT = "drop trigger cms_count_taken on cms_registration; drop function cms_count_taken();"


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0015_tell_what_changed_by_day"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NewsIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("confirmed", models.JSONField(default=list, editable=False)),
                ("lead", models.TextField(blank=True, max_length=300, verbose_name="introduction")),
            ],
            options={
                "verbose_name": "news and events",
                "verbose_name_plural": "news and events",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_zh", models.CharField(max_length=100, verbose_name="name in Chinese")),
                ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                ("place_zh", models.CharField(max_length=100, verbose_name="place in Chinese")),
                ("place_en", models.CharField(max_length=200, verbose_name="place in English")),
                ("starts_at", models.DateTimeField(verbose_name="begins at")),
                ("ends_at", models.DateTimeField(verbose_name="ends at")),
                ("closes_at", models.DateTimeField(verbose_name="registration until")),
                (
                    "capacity",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5000),
                        ],
                        verbose_name="places",
                    ),
                ),
                ("taken", models.PositiveIntegerField(default=0, editable=False, verbose_name="places taken")),
                ("called_off_at", models.DateTimeField(editable=False, null=True, verbose_name="called off")),
                (
                    "called_off_reason",
                    models.CharField(
                        blank=True,
                        help_text="Leave this empty unless it is. Everybody registered gets a letter, and it cannot be taken back.",
                        max_length=300,
                        verbose_name="why it is called off",
                    ),
                ),
                ("reminded_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["-starts_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("taken__lte", models.F("capacity"))), name="event_has_room"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="event_ends_after_it_begins"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__lte", models.F("starts_at"))), name="event_closes_in_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("called_off_at", None), ("called_off_reason", "")),
                            models.Q(
                                ("called_off_at__isnull", False), models.Q(("called_off_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="event_called_off_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NewsPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("confirmed", models.JSONField(default=list, editable=False)),
                ("summary", models.TextField(max_length=200, verbose_name="in one sentence")),
                ("body", wagtail.fields.StreamField([], blank=True, block_lookup={}, verbose_name="text")),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        help_text="Time, place and registration are shown. The pages of both languages name the same event.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pages",
                        to="cms.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "news",
                "verbose_name_plural": "news",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("at", models.DateTimeField(verbose_name="registered at")),
                ("is_waiting", models.BooleanField(verbose_name="waits for a place")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="registrations", to="cms.event"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "registration",
                "verbose_name_plural": "registrations",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "person"), name="registered_once"),
                    models.UniqueConstraint(fields=("event", "number"), name="registration_numbered"),
                ],
            },
        ),
        migrations.RunSQL(COUNT, UNCOUNT),
    ]

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Box",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=80, verbose_name="subject")),
                ("opens_at", models.DateTimeField(verbose_name="voting opens")),
                ("closes_at", models.DateTimeField(verbose_name="voting closes")),
                ("places", models.PositiveSmallIntegerField(verbose_name="choices on a ballot")),
                ("fingerprint", models.CharField(max_length=32, unique=True, verbose_name="fingerprint of the key")),
                ("turnout", models.PositiveIntegerField(default=0, verbose_name="turnout")),
                ("version", models.PositiveIntegerField(default=1)),
                ("closed_at", models.DateTimeField(null=True, verbose_name="box closed")),
                ("fault", models.CharField(blank=True, max_length=20, verbose_name="why the count stands still")),
                ("opened_at", models.DateTimeField(null=True, verbose_name="opened and counted")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="digest of the papers")),
                ("key_gone_at", models.DateTimeField(null=True, verbose_name="key destroyed")),
                ("sealed_gone_at", models.DateTimeField(null=True, verbose_name="sealed ballots deleted")),
                ("roll_gone_at", models.DateTimeField(null=True, verbose_name="roll deleted")),
                (
                    "first_confirmer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="first to confirm",
                    ),
                ),
                (
                    "second_confirmer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="second to confirm",
                    ),
                ),
            ],
            options={
                "verbose_name": "ballot box",
                "verbose_name_plural": "ballot boxes",
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("area", models.PositiveIntegerField(default=0, verbose_name="area")),
                (
                    "choices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None, verbose_name="choices"
                    ),
                ),
                (
                    "box",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="ballots.box"
                    ),
                ),
            ],
            options={
                "verbose_name": "paper",
                "verbose_name_plural": "papers",
            },
        ),
        migrations.CreateModel(
            name="Roll",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "box_id", "person_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.PositiveIntegerField(default=0, verbose_name="area")),
                ("how", models.CharField(max_length=10, verbose_name="how they voted")),
                (
                    "box",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rolls",
                        to="ballots.box",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rolls", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "entry on the roll",
                "verbose_name_plural": "roll",
            },
        ),
        migrations.CreateModel(
            name="Sealed",
            fields=[
                ("pseudonym", models.UUIDField(primary_key=True, serialize=False)),
                ("area", models.PositiveIntegerField(default=0)),
                ("ballot", models.BinaryField()),
                (
                    "box",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sealed", to="ballots.box"
                    ),
                ),
            ],
            options={
                "verbose_name": "sealed ballot",
                "verbose_name_plural": "sealed ballots",
            },
        ),
        migrations.AddIndex(
            model_name="box",
            index=models.Index(
                condition=models.Q(("sealed_gone_at", None)), fields=["closes_at"], name="box_unfinished"
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_at__gt", models.F("opens_at")),
                    ("places__gte", 1),
                    models.Q(("fingerprint", ""), _negated=True),
                ),
                name="box_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at", None), ("closed_at__gte", models.F("closes_at")), _connector="OR"),
                name="box_closed_after_its_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_confirmer", None), ("closed_at__isnull", False), _connector="OR"),
                name="box_confirmed_once_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_confirmer", None),
                    models.Q(
                        ("first_confirmer__isnull", False),
                        models.Q(("second_confirmer", models.F("first_confirmer")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="box_confirmed_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("digest", ""), ("opened_at", None)),
                    models.Q(
                        ("opened_at__isnull", False),
                        ("second_confirmer__isnull", False),
                        models.Q(("digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="box_opened_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(("key_gone_at", None), ("opened_at__isnull", False), _connector="OR"),
                name="box_keeps_its_key_until_opened",
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(("sealed_gone_at", None), ("key_gone_at__isnull", False), _connector="OR"),
                name="box_keeps_the_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(("roll_gone_at", None), ("sealed_gone_at__isnull", False), _connector="OR"),
                name="box_keeps_its_roll",
            ),
        ),
    ]

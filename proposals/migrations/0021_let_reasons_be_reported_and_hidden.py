import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A letter with its marks or an emoji of several parts is one character to people and several in a column, so columns hold
# four times as many as a form lets one type. What is reported or hidden is a reason that was given.
GIVEN = """
alter table proposals_reasonreport add constraint reason_report_is_of_an_endorsement
    foreign key (proposal_id, number) references proposals_endorsement (proposal_id, number);
alter table proposals_hiddenreason add constraint hidden_reason_is_of_an_endorsement
    foreign key (proposal_id, number) references proposals_endorsement (proposal_id, number);
"""
NOT_GIVEN = """
alter table proposals_hiddenreason drop constraint hidden_reason_is_of_an_endorsement;
alter table proposals_reasonreport drop constraint reason_report_is_of_an_endorsement;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0020_fill_until_when_to_amend"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="demand",
            name="text",
            field=models.CharField(max_length=2000, verbose_name="demand"),
        ),
        migrations.AlterField(
            model_name="endorsement",
            name="reason",
            field=models.CharField(blank=True, max_length=2000, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="title",
            field=models.CharField(max_length=400, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="title",
            field=models.CharField(max_length=320, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="withdrawn_reason",
            field=models.CharField(blank=True, max_length=2000, verbose_name="reason of withdrawal"),
        ),
        migrations.CreateModel(
            name="HiddenReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "grounds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), size=None, verbose_name="grounds"
                    ),
                ),
                ("note", models.TextField(verbose_name="reason in words")),
                ("hidden_at", models.DateTimeField(verbose_name="hidden")),
                ("objection", models.TextField(blank=True, verbose_name="objection")),
                ("objected_at", models.DateTimeField(null=True, verbose_name="objected")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("decision_note", models.TextField(blank=True, verbose_name="reason of the decision")),
                ("shown_again_at", models.DateTimeField(null=True, verbose_name="shown again")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hidden_reasons",
                        to="proposals.proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "hidden reason",
                "verbose_name_plural": "hidden reasons",
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "number"), name="reason_hidden_once"),
                    models.CheckConstraint(
                        condition=models.Q(("grounds__len__gte", 1), models.Q(("note", ""), _negated=True)),
                        name="reason_hidden_on_grounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("shown_again_at", None)),
                            models.Q(
                                ("decided_at__gte", models.F("objected_at")),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("hidden_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reason_decided_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReasonReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("ground", models.CharField(max_length=3, verbose_name="ground")),
                ("words", models.CharField(blank=True, max_length=2000, verbose_name="in words")),
                ("at", models.DateTimeField(verbose_name="reported")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reason_reports",
                        to="proposals.proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "report of a reason",
                "verbose_name_plural": "reports of reasons",
                "indexes": [models.Index(fields=["proposal", "number"], name="reason_report_of")],
            },
        ),
        migrations.RunSQL(GIVEN, NOT_GIVEN),
    ]

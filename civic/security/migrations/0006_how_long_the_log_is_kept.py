import os

from django.db import migrations, models


def bring_days(apps, schema_editor):
    """As many as the environment said until now."""
    days = int(os.environ.get("LOG_DAYS") or 365)
    apps.get_model("security", "Retention").objects.create(pk=1, days=min(max(days, 184), 3650))


FENCES = """
create function security_retention_stays() returns trigger language plpgsql as $$
begin
    raise exception 'how long the security log is kept is always said' using errcode = 'integrity_constraint_violation';
end $$;
create trigger stays before delete on security_retention
    for each row execute function security_retention_stays();
create trigger never_emptied before truncate on security_retention
    for each statement execute function security_retention_stays();
"""

TAKEN_DOWN = """
drop trigger never_emptied on security_retention;
drop trigger stays on security_retention;
drop function security_retention_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("security", "0005_reports_of_browsers")]

    operations = [
        migrations.CreateModel(
            name="Retention",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("days", models.PositiveSmallIntegerField(default=365, verbose_name="days")),
            ],
            options={
                "verbose_name": "how long the log is kept",
                "verbose_name_plural": "how long the log is kept",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(id=1), name="retention_is_one"),
                    models.CheckConstraint(
                        condition=models.Q(days__gte=184, days__lte=3650), name="retention_of_six_months"
                    ),
                ],
            },
        ),
        migrations.RunPython(bring_days, migrations.RunPython.noop),
        migrations.RunSQL(FENCES, TAKEN_DOWN),
    ]

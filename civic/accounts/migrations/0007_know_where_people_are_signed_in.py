import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What is known of a session goes with it, whatever ends it. The index finds a session by what is kept of its key.
FENCES = """
create index session_by_digest on django_session (sha256(decode(session_key, 'escape')));

create function accounts_forget_session() returns trigger language plpgsql as $$
begin
    delete from accounts_devicesession where digest = sha256(decode(old.session_key, 'escape'));
    return null;
end $$;
create trigger forget_session after delete on django_session
    for each row execute function accounts_forget_session();
"""

TAKEN_DOWN = """
drop trigger forget_session on django_session;
drop function accounts_forget_session();
drop index session_by_digest;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_keep_forms_over_a_sign_in"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeviceSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("browser", models.CharField(blank=True, max_length=30, verbose_name="browser")),
                ("system", models.CharField(blank=True, max_length=30, verbose_name="operating system")),
                (
                    "methods",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        default=list,
                        size=None,
                        verbose_name="signed in by",
                    ),
                ),
                ("began_at", models.DateTimeField(verbose_name="began at")),
                ("used_at", models.DateTimeField(verbose_name="last used at")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="device_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "device that is signed in",
                "verbose_name_plural": "devices that are signed in",
                "ordering": ["-used_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                ("key", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("until", models.DateTimeField(db_index=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="known_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "known device",
                "verbose_name_plural": "known devices",
            },
        ),
        migrations.RunSQL(FENCES, TAKEN_DOWN),
    ]

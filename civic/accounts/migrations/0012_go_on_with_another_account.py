import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

FENCE = """
create function accounts_joining_stands() returns trigger language plpgsql as $$
begin
    raise exception 'accounts that were joined stay one' using errcode = 'check_violation';
end $$;

create trigger accounts_joining_stands before update of same_as_id on accounts_person for each row
    when (old.same_as_id is not null and new.same_as_id is null) execute function accounts_joining_stands();
"""
TAKEN_DOWN = """
drop trigger accounts_joining_stands on accounts_person;
drop function accounts_joining_stands;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_know_each_proof_and_its_key")]

    operations = [
        migrations.AddField(
            "person",
            "same_as",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joined_accounts",
                to=settings.AUTH_USER_MODEL,
                verbose_name="goes on with account",
            ),
        ),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=Q(same_as=None) | (Q(is_active=False, level=0) & ~Q(same_as=F("id"))),
                name="person_joined_is_closed",
            ),
        ),
        migrations.RunSQL(FENCE, TAKEN_DOWN),
    ]

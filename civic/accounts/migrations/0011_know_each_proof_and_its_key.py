"""A proof is known by its digest, and under which key that was made. It stays its person's: the database sees to that,
but for an administrator who frees what was proved, a key that is changed, and two accounts of one person.
"""

# safe because: the column has a default in the database, and verbs have kept to both constraints since the first day.

from django.db import migrations, models
from django.db.models import Q

FENCE = """
create function accounts_proof_stands() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'what somebody proved themselves by is not forgotten' using errcode = 'check_violation';
    end if;
    if new.person_id <> old.person_id and current_setting('accounts.joined', true)
           is distinct from old.person_id || '>' || new.person_id then
        raise exception 'a proof stays with its person' using errcode = 'check_violation';
    end if;
    if new.digest is null and new.ended_at is not null and new.person_id = old.person_id then
        return new;  -- freed
    end if;
    if new.digest is distinct from old.digest and (
           new.digest is null or current_setting('accounts.rekeyed', true) is distinct from new.digest_key) then
        raise exception 'a proof stays known by what was proved' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger accounts_proof_stands before update of digest, person_id on accounts_verification for each row
    when (old.digest is not null
          and (old.digest is distinct from new.digest or old.person_id <> new.person_id))
    execute function accounts_proof_stands();
create trigger accounts_proof_is_never_deleted before delete on accounts_verification for each row
    when (old.digest is not null) execute function accounts_proof_stands();
"""
TAKEN_DOWN = """
drop trigger accounts_proof_is_never_deleted on accounts_verification;
drop trigger accounts_proof_stands on accounts_verification;
drop function accounts_proof_stands;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_encrypt_names_numbers_and_secrets")]

    operations = [
        migrations.AddField(
            "verification", "digest_key", models.CharField(blank=True, db_default="", default="", max_length=16)
        ),
        migrations.AddConstraint(
            "verification",
            models.UniqueConstraint(
                condition=Q(("ended_at__isnull", True)), fields=("person", "method"), name="verification_live_once"
            ),
        ),
        migrations.AddConstraint(
            "verification",
            models.CheckConstraint(
                condition=Q(
                    ("digest__isnull", False),
                    ("ended_at__isnull", False),
                    Q(Q(("method", "phone"), _negated=True), Q(("method__startswith", "oidc:"), _negated=True)),
                    _connector="OR",
                ),
                name="verification_known_again",
            ),
        ),
        migrations.RunSQL(FENCE, TAKEN_DOWN),
    ]

"""An amendment has days of its own, by the terms; and the end of a window that was promised moves later only, with a
public reason on record.
"""

# safe because: columns are added with defaults or empty, and the new trigger asks nothing of rows as they are.

from django.db import migrations, models
from django.db.models import Q

FENCES = """
create function proposals_end_moves_rightly() returns trigger language plpgsql as $$
begin
    if new.closes_at > old.closes_at and exists (
        select from record_entry
         where subject = 'proposal:' || new.id and verb = 'prolonged' and is_public
           and (data ->> 'closes_at')::timestamptz = new.closes_at and (data ->> 'was')::timestamptz = old.closes_at
    ) then
        return new;
    end if;
    raise exception 'what was promised at opening stands: a window ends later only, with a reason on record'
        using errcode = 'check_violation';
end $$;

create trigger proposal_end_moves_later before update of closes_at on proposals_proposal for each row
    when (old.closes_at is not null and old.closes_at is distinct from new.closes_at
          and not (new.closes_at is null and new.opens_at is null))  -- taken back, as the fence of promises allows
    execute function proposals_end_moves_rightly();

create trigger proposal_amendment_due_stands before update of amend_asked_at, amend_due_at
    on proposals_proposal for each row
    when (old.amend_due_at is not null
          and (old.amend_asked_at, old.amend_due_at) is distinct from (new.amend_asked_at, new.amend_due_at)
          and not (new.amend_asked_at is null and new.amend_due_at is null
                   and current_setting('proposals.taken_back', true) is not distinct from old.id::text))
    execute function proposals_promise_stands();
"""

TAKEN_DOWN = """
drop trigger proposal_amendment_due_stands on proposals_proposal;
drop trigger proposal_end_moves_later on proposals_proposal;
drop function proposals_end_moves_rightly;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0018_fence_what_stood_in_public"), ("record", "0001_entries")]
    operations = [
        migrations.AddField("terms", "amend_days", models.PositiveSmallIntegerField("days for amending", default=30)),
        migrations.AddField("proposal", "amend_due_at", models.DateTimeField("amendment due", null=True)),
        migrations.AddConstraint(
            "terms", models.CheckConstraint(condition=Q(amend_days__gte=1), name="terms_days_to_amend")
        ),
        migrations.RunSQL(FENCES, TAKEN_DOWN),
    ]

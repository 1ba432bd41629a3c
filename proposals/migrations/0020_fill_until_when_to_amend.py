"""Whoever was asked to amend gets the days of the terms for it: those who still may, counted from now, since nobody had
told them; they are looked at again when these are over. And answers postponed so far say until when they were due before:
until then they had counted from their last day.
"""

# safe because: the constraint is kept by every row as soon as it is filled.

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

FILL = """
update proposals_proposal p
   set amend_due_at = ((greatest(amend_asked_at, case when is_waiting then now() end) at time zone %(zone)s)::date
                       + coalesce(t.amend_days, 30) + 1)::timestamp at time zone %(zone)s,
       looks_again_at = case
           when is_waiting then ((now() at time zone %(zone)s)::date + coalesce(t.amend_days, 30) + 1)::timestamp
                                at time zone %(zone)s
           else looks_again_at end
  from (select id as waiting,
               amended_at is null and reviewed_at is null and withdrawn_at is null as is_waiting
          from proposals_proposal) w
  left join lateral (select amend_days from proposals_terms where effective_on <= current_date
                      order by effective_on desc, id desc limit 1) t on true
 where p.id = w.waiting and p.amend_asked_at is not null
"""

MOVES = """
insert into duties_move (duty_id, at, why, was_due_at, due_at)
select d.id, p.extended_at, 'extended', (d.starts_on + 1)::timestamp at time zone %(zone)s, d.due_at
  from proposals_proposal p
  join duties_duty d on d.subject = 'proposal:' || p.id and d.kind = 'proposals.answer'
 where p.extended_at is not null
 order by d.id
"""

EMPTY = """
alter table duties_move disable trigger move_stands;
delete from duties_move where duty_id in (select id from duties_duty where subject like 'proposal:%');
alter table duties_move enable trigger move_stands;
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FILL, {"zone": settings.TIME_ZONE})
        cursor.execute(MOVES, {"zone": settings.TIME_ZONE})


def empty(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(EMPTY)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0019_amend_in_time_and_end_as_promised"), ("duties", "0003_move_with_a_reason")]
    operations = [
        migrations.RunPython(fill, empty),
        migrations.AddConstraint(
            "proposal",
            models.CheckConstraint(
                condition=Q(amend_asked_at=None, amend_due_at=None)
                | Q(amend_asked_at__isnull=False, amend_due_at__isnull=False, amend_due_at__gt=F("amend_asked_at")),
                name="proposal_asked_to_amend_until",
            ),
        ),
    ]

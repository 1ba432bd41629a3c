"""Every deadline of a proposal becomes a duty with the same instants.

`starts_on`, `length` and `unit` say how the law counted it. Plain deadlines have the numbers of their terms. The review of
an amended text has the working days it really got, by the calendar of today. An extended answer is counted from the
last day it had before, by the months on record. Where a closure was entered after a deadline had been set, the instant stays
as it was set, and is not what the three would give today.
"""

from datetime import date, timedelta

import holidays
from django.conf import settings
from django.db import migrations

YEARS = """
    select min(extract(year from submitted_at))::int, max(extract(year from greatest(review_due_at, answer_due_at)))::int
      from proposals_proposal
"""

OFFICE_DAYS = """
    create temporary table office_day on commit drop as
    select day from unnest(%s::date[]) as day where day not in (select day from city_closure)
"""

FILL = """
    insert into duties_duty
           (subject, kind, agency_id, starts_on, length, unit, set_at, due_at, paused_at, done_at, ended_at)
    select 'proposal:' || p.id, 'proposals.' || d.kind, d.agency_id, d.starts_on, d.length, d.unit, d.set_at, d.due_at,
           d.paused_at, d.done_at, case when d.done_at is null then coalesce(p.withdrawn_at, p.answered_at) end
      from proposals_proposal p
      left join proposals_terms t on t.id = p.terms_id
     cross join lateral (
        select (p.submitted_at at time zone %(zone)s)::date as submitted_on,
               (p.amended_at at time zone %(zone)s)::date as amended_on,
               (p.established_at at time zone %(zone)s)::date as established_on,
               (p.review_due_at at time zone %(zone)s)::date as review_over_on
     ) o
     cross join lateral (
        select 1 as place, 'review' as kind, null::bigint as agency_id,
               coalesce(o.amended_on, o.submitted_on) as starts_on,
               case when o.amended_on is null
                    then (select in_force.review_days from proposals_terms in_force
                           where in_force.effective_on <= o.submitted_on
                           order by in_force.effective_on desc, in_force.id desc limit 1)
                    else (select count(*) from office_day where day > o.amended_on and day < o.review_over_on)
               end as length,
               'working_days' as unit, coalesce(p.amended_at, p.submitted_at) as set_at, p.review_due_at as due_at,
               case when p.amended_at is null then p.amend_asked_at end as paused_at, p.reviewed_at as done_at
         where p.review_due_at is not null
        union all
        select 2, 'timetable', p.agency_id, o.established_on, t.timetable_days, 'working_days', p.established_at,
               p.timetable_due_at, null, p.timetable_at
         where p.timetable_due_at is not null
        union all
        select 3, 'contact', p.agency_id, o.established_on, t.contact_days, 'working_days', p.established_at,
               p.contact_due_at, null, p.contacted_at
         where p.contact_due_at is not null
        union all
        select 4, 'answer', p.agency_id,
               case when p.extended_at is null then o.established_on
                    else (select min(day) from office_day
                           where day >= o.established_on + make_interval(months => t.answer_months)) end,
               case when p.extended_at is null then t.answer_months
                    else coalesce((select (e.data ->> 'months')::int from record_entry e
                                    where e.subject = 'proposal:' || p.id and e.verb = 'extended'), t.extension_months)
               end,
               'months', coalesce(p.extended_at, p.established_at), p.answer_due_at, null, p.answered_at
         where p.answer_due_at is not null
     ) d
     order by p.id, d.place
"""

# Backwards: the column for the end, and the one for the deed where the proposal does not keep it anyhow.
COLUMNS = {
    "review": ["review_due_at = d.due_at"],
    "timetable": ["timetable_due_at = d.due_at", "timetable_at = d.done_at"],
    "contact": ["contact_due_at = d.due_at", "contacted_at = d.done_at"],
    "answer": ["answer_due_at = d.due_at"],
}
GIVE_BACK = """
    update proposals_proposal p set {} from duties_duty d
     where d.subject = 'proposal:' || p.id and d.kind = 'proposals.{}'
"""
EMPTY = """
    alter table duties_duty disable trigger duty_is_never_deleted;
    delete from duties_duty where subject like 'proposal:%';
    alter table duties_duty enable trigger duty_is_never_deleted;
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(YEARS)
        first, last = cursor.fetchone()
        if first is None:
            return
        cursor.execute(OFFICE_DAYS, [office_days(first, last)])
        cursor.execute(FILL, {"zone": settings.TIME_ZONE})


def office_days(first, last):
    """The days on which offices are open from year `first` to `last`, closures apart."""
    national = holidays.country_holidays("TW", years=range(first, last + 1), expand=False)
    days = (date(last, 12, 31) - date(first, 1, 1)).days + 1
    return [day for n in range(days) if national.is_working_day(day := date(first, 1, 1) + timedelta(days=n))]


def give_back(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for kind, columns in COLUMNS.items():
            cursor.execute(GIVE_BACK.format(", ".join(columns), kind))
        cursor.execute(EMPTY)


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0008_let_deadlines_go"),
        ("duties", "0002_fence_duties"),
        ("record", "0001_entries"),
        ("city", "0001_districts_themes_closures"),
    ]
    operations = [migrations.RunPython(fill, give_back)]

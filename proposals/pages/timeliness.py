"""Which agency answers on time, as a chart beside the list of what was due."""

from datetime import datetime

from django.utils.translation import gettext as _

from civic.agencies.models import Agency
from civic.charts import Bar, Bars
from civic.duties.models import Duty
from proposals.duties import ANSWER

MOST = 8  # agencies in the chart: those from which the most was due


def timeliness(now: datetime) -> Bars | None:
    """Of the answers that were due from each agency by `now`, how many came in time; None while none was due."""
    kept = Duty.objects.filter(kind=ANSWER).kept_by_agency(now)
    names = {row.pk: row.name for row in Agency.objects.filter(pk__in=kept)}
    rows = sorted(((kept[pk], name) for pk, name in names.items()), key=lambda row: (-row[0]["due"], row[1]))[:MOST]
    if not rows:
        return None
    said = {key: f"{sum(row[key] for row, _name in rows):,}" for key in ("due", "in_time")}
    return Bars(
        name="timeliness",
        title=_("Answers on time, by agency"),
        words=_("Of the answers that were due from these agencies, %(in_time)s of %(due)s came on time.") % said,
        bars=[_bar(row, name) for row, name in rows],
        column=_("Agency"),
        unit=_("Answers on time"),
        most=1,
    )


def _bar(row, name):
    tone = "good" if row["in_time"] == row["due"] else "alarm"
    return Bar(name, row["in_time"] / row["due"], _("%(in_time)s of %(due)s") % row, tone)

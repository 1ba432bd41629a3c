"""Where those live who endorsed: the city's districts as a map, everything else in its table.

It tells what each row of the list of endorsements tells as well (`decisions/0022`), summed up to the end of yesterday:
a day that is over is counted once.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from civic.city import calendar, places
from civic.city.map import Districts, city_map, shaded
from civic.city.tiles import tiles
from proposals import rules
from proposals.models import Endorsement, Proposal

KEPT = 500  # proposals of which a process remembers it: a few kilobytes each


def homes(proposal: Proposal, now: datetime) -> Districts | None:
    """The chart of `proposal`, as just read; None while nobody of the city has endorsed before today."""
    until = timezone.localdate(now - rules.COUNTING_TIME)
    counted = _counted(proposal.pk, until, proposal.last_number - proposal.endorsement_count)
    if not counted:
        return None
    city = {code: n for (_county, code), n in counted.items() if code in tiles()}
    if not city:
        return None
    elsewhere = Counter()
    for (county, code), n in counted.items():
        if code not in city:
            elsewhere[places.name(county, "") or _("Not said")] += n
    names = places.districts()
    rows = [(names[code].name, n) for code, n in sorted(city.items(), key=lambda row: (-row[1], row[0]))]
    said = {"day": date_format(until - timedelta(days=1), "DATE_FORMAT"), "number": f"{sum(city.values()):,}",
            "rest": f"{sum(elsewhere.values()):,}"}  # fmt: skip
    return Districts(
        name="homes",
        title=_("Where endorsers live"),
        words=_("As they said themselves, up to %(day)s: %(number)s in the city, %(rest)s elsewhere or not said.")
        % said,
        map=city_map(shaded(city)),
        heads=[_("Place"), _("Endorsements")],
        cells=[[name, f"{n:,}"] for name, n in [*rows, *elsewhere.most_common()]],
    )


@lru_cache(maxsize=KEPT)
def _counted(proposal_id: int, end: date, _voids: int) -> Mapping[tuple[str, str], int]:
    """{(county, district): endorsements before the day `end`}, which change only when one is voided."""
    found = (
        Endorsement.objects.counted()
        .filter(proposal=proposal_id, arrived_at__lt=calendar.start_of_day(end))
        .values_list("county", "district")
        .annotate(new=Count("number"))
        .order_by()
    )
    return {(county, district): n for county, district, n in found}

"""The filters of the outcome index. They live in the address, so every selection can be linked to."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from civic.city.models import District, Theme
from civic.formats import both_years
from cms.methods import METHODS
from cms.years import common_era

LABELS = {
    "year": (_("Year"), _("All years")),
    "theme": (_("Theme"), _("All themes")),
    "district": (_("District"), _("All districts")),
    "how": (_("Method"), _("All methods")),
}


class OutcomeFilter:
    """Reads `year`, `theme`, `district` and `how` from the query string; links of 0.2.0 say `method` for `how`.

    A year may be written in either count. Unknown values are ignored: an old link shows more, not an error.
    Iterating gives one filter after the other, for the form; `choices` lists, per name,
    `(value, label, is_chosen)` for everything that some outcome has.
    """

    def __init__(self, query: Mapping[str, str], outcomes: QuerySet):
        self.choices = self._offers(query, outcomes)
        self.values = {
            name: value for name, offers in self.choices.items() for value, _label, is_chosen in offers if is_chosen
        }

    def _offers(self, query, outcomes):
        year = common_era(query.get("year", ""))
        years = outcomes.order_by("-year").values_list("year", flat=True).distinct()
        how = query.get("how") or query.get("method")
        methods = set(outcomes.order_by().values_list("how", flat=True).distinct())
        themes = Theme.objects.filter(pk__in=outcomes.values("theme"))
        districts = District.objects.filter(pk__in=outcomes.values("districts"))
        return {
            "year": [(each, both_years(each), each == year) for each in years],
            "theme": self._named(themes, query.get("theme")),
            "district": self._named(districts, query.get("district")),
            "how": [(code, label, code == how) for code, label in METHODS if code in methods],
        }

    @staticmethod
    def _named(rows, code):
        return [(row.code, row.name, row.code == code) for row in rows]

    def __iter__(self):
        for name, (label, everything) in LABELS.items():
            yield {"name": name, "label": label, "all": everything, "offers": self.choices[name]}

    @property
    def is_active(self) -> bool:
        return bool(self.values)

    @property
    def querystring(self) -> str:
        """The selection without the page number, to build further links on."""
        return urlencode(self.values)

    def apply(self, outcomes: QuerySet) -> QuerySet:
        """The outcomes that were asked for."""
        lookups = {"year": "year", "theme": "theme__code", "district": "districts__code", "how": "how"}
        return outcomes.filter(**{lookups[name]: value for name, value in self.values.items()})

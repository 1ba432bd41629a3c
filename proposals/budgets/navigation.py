"""The ways to the budgets and to the recount."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.navigation import way, way_at_foot

way(15, "budgets:list", pgettext_lazy("in the menu", "Budgets"))
way_at_foot(10, "budgets:count", _("Check the count of a budget yourself"))

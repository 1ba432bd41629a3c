"""The ways to the budgets and to the recount."""

from django.utils.translation import gettext_lazy as _

from civic.navigation import way, way_at_foot

way(15, "budgets:list", _("Participatory budgets"))
way_at_foot(10, "budgets:count", _("Check the count of a budget yourself"))

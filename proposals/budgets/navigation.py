"""The way to the recount."""

from django.utils.translation import gettext_lazy as _

from civic.navigation import way_at_foot

way_at_foot(10, "budgets:count", _("Check the count of a budget yourself"))

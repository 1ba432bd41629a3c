"""The desk of the budget team: plan a cycle, enter its projects, run its vote, have it counted."""

from django.utils.translation import gettext_lazy as _

from civic.desks import Desk, register
from proposals.budgets.rules import ROLE

register(Desk(ROLE, "budgets:desk", _("Budget desk")))

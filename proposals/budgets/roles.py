"""The role of those who run participatory budgeting."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.registry import role
from proposals.budgets.rules import ROLE

role(25, ROLE, _("Budget team"))

"""The role of those who look after the programme and the committee."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.registry import role
from proposals.programme.rules import ROLE

role(26, ROLE, _("Programme team"))

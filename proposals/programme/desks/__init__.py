"""The desks of the programme: the team runs years, meetings and seats; agencies and district offices apply, report."""

from django.utils.translation import gettext_lazy as _

from civic.desks import Desk, register
from proposals.programme.rules import ROLE

register(Desk(ROLE, "programme:desk", _("Programme desk")))
register(Desk("official", "programme:applying", _("Participation cases")))

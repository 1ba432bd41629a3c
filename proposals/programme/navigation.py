"""The ways to the programme and to the committee."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.navigation import way, way_at_foot

way(16, "programme:years", pgettext_lazy("in the menu", "Programme"))
way_at_foot(12, "committee:committee", _("Participation committee"))

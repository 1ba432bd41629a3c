"""The ways to the programme and to the committee."""

from django.utils.translation import gettext_lazy as _

from civic.navigation import way_at_foot

way_at_foot(11, "programme:years", _("Participation programme"))
way_at_foot(12, "committee:committee", _("Participation committee"))

"""The ways to the proposals."""

from django.utils.translation import gettext_lazy as _

from civic.navigation import way

way(10, "proposals:list", _("Proposals"))
way(20, "proposals:new", _("Make a proposal"))

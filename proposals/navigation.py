"""The links to proposals in the main navigation, and what the site says of them."""

from django.utils.translation import gettext_lazy as _

from civic.navigation import beginning, introduce, way

way(10, "proposals:list", _("Proposals"))
way(20, "proposals:new", _("Make a proposal"))
beginning(10, "proposals:new", _("Make a proposal"))
introduce(
    summary=_(
        "Propose what your city should do. With enough endorsements the responsible agency answers in public and "
        "on time."
    ),
    footing=_("An open platform on which a city's people propose and endorse, and its agencies answer in public."),
)

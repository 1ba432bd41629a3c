"""The links to the outcomes and to their editing in the main navigation."""

from django.utils.translation import gettext_lazy as _

from civic.navigation import way

way(30, "wagtail_serve", _("Outcomes"), args=("outcomes/",))
way(60, "wagtailadmin_home", _("Editing"), role="editor")

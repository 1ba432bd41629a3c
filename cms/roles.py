"""Who tells what came of it. What editors may do, their group knows: Wagtail asks nobody else."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.registry import role

role(30, "editor", _("Editor"))

"""The role of those who review proposals."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.registry import role

role(10, "reviewer", _("Reviewer"))

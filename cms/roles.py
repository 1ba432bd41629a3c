"""The role of editors. What it may do in Wagtail, its group in the database knows: Wagtail asks nobody else."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.registry import role

role(30, "editor", _("Editor"))

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "proposals.programme"
    verbose_name = _("Participation programme")
    style_sheets = ("programme/programme.css",)

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class BallotsConfig(AppConfig):
    name = "proposals.ballots"
    verbose_name = _("Ballots")

    def ready(self):
        autodiscover_modules("boxes")

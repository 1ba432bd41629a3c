from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    name = "civic.live"
    verbose_name = _("Live numbers")

    def ready(self):
        autodiscover_modules("live")

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ClockworkConfig(AppConfig):
    name = "civic.clockwork"
    verbose_name = _("Clockwork")

    def ready(self):
        autodiscover_modules("clockwork")

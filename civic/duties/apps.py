from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "civic.duties"
    verbose_name = _("Duties")

    def ready(self):
        autodiscover_modules("duties")

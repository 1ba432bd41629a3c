from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DesksConfig(AppConfig):
    name = "civic.desks"
    verbose_name = _("Desks")

    def ready(self):
        autodiscover_modules("desks")

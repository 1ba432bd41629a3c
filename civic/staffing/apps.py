from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class StaffingConfig(AppConfig):
    name = "civic.staffing"
    verbose_name = _("Staff")

    def ready(self):
        autodiscover_modules("recusals")

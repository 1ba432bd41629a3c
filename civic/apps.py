from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CivicConfig(AppConfig):
    name = "civic"
    verbose_name = _("Civic")
    style_sheets = tuple(
        f"civic/{name}.css" for name in ("tokens", "base", "forms", "pieces", "pictures", "charts", "print")
    )

    def ready(self):
        autodiscover_modules("navigation")

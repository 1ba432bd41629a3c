from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "civic.demo"
    verbose_name = _("Demo town")
    style_sheets = ("demo/style.css",)

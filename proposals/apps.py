from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = _("Proposals")
    style_sheets = ("proposals/proposals.css",)

    def ready(self):
        # Every process knows all limits, not only one that has loaded the pages already.
        import_module("proposals.pages.limits")
        autodiscover_modules("onward")

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SecurityConfig(AppConfig):
    name = "civic.security"
    verbose_name = _("Security")

    def ready(self):
        from civic.security import watching  # noqa: F401 -- hears of what is changed in the administration

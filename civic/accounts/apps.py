from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "civic.accounts"
    verbose_name = _("People")

    def ready(self):
        autodiscover_modules("mine", "roles")
        post_migrate.connect(_found_groups, sender=self)


def _found_groups(apps, using, **_told):
    """Every role has its group, as soon as there are groups; one without a plug any more keeps it."""
    from civic.accounts.registry import role_names

    if "auth" in {app.label for app in apps.get_app_configs()}:
        groups = apps.get_model("auth", "Group").objects.using(using)
        for name in role_names():
            groups.get_or_create(name=name)

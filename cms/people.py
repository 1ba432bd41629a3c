"""People in Wagtail's admin: hidden. Accounts and roles are moved by the verbs of `civic.accounts`."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(WagtailUsersAppConfig):
    """Stands in INSTALLED_APPS instead of `wagtail.users`."""

    user_viewset = "cms.viewsets.HiddenPeopleViewSet"
    group_viewset = "cms.viewsets.HiddenGroupViewSet"

    def ready(self):
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        from cms.viewsets import NobodyPolicy

        for model in (get_user_model(), Group):
            register_permission_policy(model, NobodyPolicy(model))

"""What Wagtail's admin shows otherwise than Wagtail would: no people and no groups, and of oneself the nickname."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from wagtail.admin.telepath import register
from wagtail.admin.ui import sidebar
from wagtail.admin.utils import get_user_display_name
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.users.views.groups import GroupViewSet
from wagtail.users.views.users import UserViewSet


class NobodyPolicy(BasePermissionPolicy):
    """Grants nothing to anyone, superusers included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return False

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet:
        return self.model.objects.none()


class HiddenPeopleViewSet(UserViewSet):
    """Keeps the addresses that Wagtail reverses; in no menu and in no search."""

    add_to_settings_menu = False

    def register_search_area(self) -> None:
        """People are not searched here."""


class HiddenGroupViewSet(GroupViewSet):
    """As for people: roles are granted by the verbs of `civic.accounts`."""

    add_to_settings_menu = False


class NicknamedMenuAdapter(sidebar.BaseSidebarAdapter):
    """The foot of the menu under the nickname: Wagtail writes the address there with which one signs in."""

    js_constructor = "wagtail.sidebar.MainMenuModule"

    def js_args(self, menu: sidebar.MainMenuModule) -> list[Any]:
        *menus, person = menu.js_args()
        return [*menus, person | {"name": get_user_display_name(menu.user)}]


register(NicknamedMenuAdapter(), sidebar.MainMenuModule)

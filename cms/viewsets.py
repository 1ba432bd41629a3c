"""What Wagtail's admin shows otherwise than Wagtail would: no people and no groups, of oneself the nickname, and a list
of sites with headings."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from wagtail.admin.telepath import register
from wagtail.admin.ui import sidebar
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Site
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.sites.views import IndexView, SiteViewSet
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


class SitesView(IndexView):
    """Wagtail's, each column under the name of its field: three of them it calls by the field's own English name."""

    columns = [
        Column(column.name, label=capfirst(Site._meta.get_field(column.name).verbose_name), sort_key=column.sort_key)
        if type(column) is Column
        else column
        for column in IndexView.columns
    ]


class NamedSites(SiteViewSet):
    """In the place of Wagtail's at the list's own address."""

    index_view_class = SitesView


class NicknamedMenuAdapter(sidebar.BaseSidebarAdapter):
    """The foot of the menu under the nickname: Wagtail writes the address there with which one signs in."""

    js_constructor = "wagtail.sidebar.MainMenuModule"

    def js_args(self, menu: sidebar.MainMenuModule) -> list[Any]:
        *menus, person = menu.js_args()
        return [*menus, person | {"name": get_user_display_name(menu.user)}]


register(NicknamedMenuAdapter(), sidebar.MainMenuModule)

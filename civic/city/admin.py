from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from civic.administration import AskedAsOffered, call_kinds
from civic.city.models import District, Theme

call_kinds({"district": _("district"), "theme": _("theme"), "closure": _("day off")})


@admin.register(District)
class DistrictAdmin(AskedAsOffered):
    """Districts are referred to by their national code, which therefore stays."""

    list_display = ["code", "name_zh", "name_en"]
    search_fields = ["code", "name_zh", "name_en"]

    def get_readonly_fields(self, request, district=None):
        return ["code"] if district else []


@admin.register(Theme)
class ThemeAdmin(AskedAsOffered):
    list_display = ["position", "code", "name_zh", "name_en"]
    list_display_links = ["code"]

    def get_readonly_fields(self, request, theme=None):
        return ["code"] if theme else []

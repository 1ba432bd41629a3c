from django.contrib import admin

from civic.administration import AskedAsOffered
from civic.city.calendar import forget_closures
from civic.city.models import Closure, District, Theme


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


@admin.register(Closure)
class ClosureAdmin(AskedAsOffered):
    """Closures entered by hand; the process they are entered in knows them at once."""

    list_display = ["day", "reason"]
    date_hierarchy = "day"

    def save_model(self, *args):
        super().save_model(*args)
        forget_closures()

    def delete_model(self, *args):
        super().delete_model(*args)
        forget_closures()

    def delete_queryset(self, *args):
        super().delete_queryset(*args)
        forget_closures()

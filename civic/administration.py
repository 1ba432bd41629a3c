"""The base of our pages in Django's administration: facts are read there and changed by verbs, and nobody asks a list
for more than it offers. Imports Django only."""

from django.contrib import admin

# How Django's own filters write what somebody has chosen.
CHOSEN = ("", "__exact", "__id__exact", "__isnull", "__isempty", "__gte", "__lt", "__year", "__month", "__day")


class AskedAsOffered(admin.ModelAdmin):
    """A list is asked by its filters only. Django lets the address ask any field of the row: whose password begins
    with what, letter by letter."""

    def lookup_allowed(self, lookup, value, request=None):
        filters = self.get_list_filter(request) if request else self.list_filter
        names = [each if isinstance(each, str) else each[0] for each in filters]
        return lookup in {f"{name}{chosen}" for name in [*names, self.date_hierarchy] if name for chosen in CHOSEN}


class ReadOnlyAdmin(AskedAsOffered):
    """A list and pages to read; nothing is added, changed or deleted but by a page's own actions."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, thing=None):
        return False

    def has_delete_permission(self, request, thing=None):
        return False

"""The base of our pages in Django's administration: facts are read there and changed by verbs. Imports Django only."""

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list and pages to read; nothing is added, changed or deleted but by a page's own actions."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, thing=None):
        return False

    def has_delete_permission(self, request, thing=None):
        return False

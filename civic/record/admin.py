from django.contrib import admin

from civic.record.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """To be read. The database would refuse any change anyway."""

    list_display = ["at", "verb", "subject", "actor", "is_public"]
    list_filter = ["verb", "is_public"]
    search_fields = ["=subject", "=actor"]
    ordering = ["-pk"]
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, entry=None):
        return False

    def has_delete_permission(self, request, entry=None):
        return False

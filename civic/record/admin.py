from django.contrib import admin

from civic.administration import ReadOnlyAdmin
from civic.record.models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """To be read. The database would refuse any change anyway."""

    list_display = ["at", "verb", "subject", "actor", "is_public"]
    list_filter = ["verb", "is_public"]
    search_fields = ["=subject", "=actor"]
    ordering = ["-pk"]
    show_full_result_count = False

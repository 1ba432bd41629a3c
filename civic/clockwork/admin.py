from django.contrib import admin

from civic.clockwork.models import Round


@admin.register(Round)
class RoundAdmin(admin.ModelAdmin):
    """To be read: clockwork writes it."""

    list_display = ["name", "started_at", "finished_at", "did", "error"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, last_round=None):
        return False

    def has_delete_permission(self, request, last_round=None):
        return False

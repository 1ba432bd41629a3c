from django.contrib import admin

from civic.administration import ReadOnlyAdmin
from civic.clockwork.models import Round


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    """To be read: clockwork writes it."""

    list_display = ["name", "started_at", "finished_at", "did", "error"]

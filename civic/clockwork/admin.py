from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from civic.administration import ReadOnlyAdmin, chore_in_words
from civic.clockwork.models import Round


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    """To be read: clockwork writes it."""

    list_display = fields = ["what", "started_at", "finished_at", "did", "error"]

    @admin.display(description=_("chore"), ordering="name")
    def what(self, chore: Round) -> str:
        return chore_in_words(chore.name)

    called = what

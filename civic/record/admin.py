from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from civic.administration import InWords, ReadOnlyAdmin, key_in_words, verb_in_words
from civic.record.models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """To be read. The database would refuse any change anyway."""

    list_display = ["at", "what", "about", "by", "is_public"]
    list_filter = [("verb", InWords), "is_public"]
    search_fields = ["=subject", "=actor"]
    fields = ["at", "what", "about", "by", "is_public", "data"]
    ordering = ["-pk"]
    show_full_result_count = False

    @admin.display(description=_("verb"), ordering="verb")
    def what(self, entry: Entry) -> str:
        return verb_in_words(entry.verb)

    @admin.display(description=_("subject"), ordering="subject")
    def about(self, entry: Entry) -> str:
        return key_in_words(entry.subject)

    @admin.display(description=_("actor"), ordering="actor")
    def by(self, entry: Entry) -> str:
        return key_in_words(entry.actor)

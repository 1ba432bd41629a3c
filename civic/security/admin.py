from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from civic.administration import (
    InWords,
    ReadOnlyAdmin,
    call_chores,
    call_kinds,
    call_verbs,
    key_in_words,
    verb_in_words,
)
from civic.security.models import Event, Violation

call_kinds({"retention:1": _("how long the log is kept")})
call_chores(
    {
        "civic.security.forget": _("Drop days of the security log that have expired"),
        "civic.security.seal": _("Seal yesterday's record and security log"),
        "civic.security.forget_violations": _("Drop reports of browsers that have ended"),
    }
)
call_verbs(
    {
        "security.denied": _("Was denied a page or a deed"),
        "security.retention_set": _("How long the security log is kept was changed"),
        "security.setting_added": _("Setting added"),
        "security.setting_changed": _("Setting changed"),
        "security.setting_deleted": _("Setting deleted"),
    }
)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """To be read, by who did what to whom and whence. The database would refuse any change anyway."""

    list_display = ["at", "what_happened", "result", "by", "whom", "network"]
    list_filter = ["result", ("what", InWords), "at"]
    search_fields = ["=about", "=actor", "=network"]
    search_help_text = _("The number of a person finds what was done by and to them; so does a network.")
    fields = ["at", "what_happened", "result", "by", "whom", "network", "data"]
    ordering = ["-pk"]
    show_full_result_count = False

    def get_search_results(self, request, events, term):
        return super().get_search_results(request, events, f"person:{term}" if term.isdecimal() else term)

    @admin.display(description=_("what"), ordering="what")
    def what_happened(self, event: Event) -> str:
        return verb_in_words(event.what)

    @admin.display(description=_("by"), ordering="actor")
    def by(self, event: Event) -> str:
        return key_in_words(event.actor)

    @admin.display(description=_("about"), ordering="about")
    def whom(self, event: Event) -> str:
        return key_in_words(event.about)


@admin.register(Violation)
class ViolationAdmin(ReadOnlyAdmin):
    """What the content policy kept browsers from: a fault of ours, an extension of theirs, or somebody's try."""

    list_display = fields = ["directive", "source", "page", "count", "first_at", "last_at"]
    list_filter = ["directive"]
    ordering = ["-last_at"]

"""Boxes in Django's administration: how far each has come, and whether its key is there. Read only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from civic.administration import ReadOnlyAdmin, call_chores, call_verbs, key_in_words
from civic.formats import end_in_words
from proposals.ballots import reading, rules
from proposals.ballots.models import Box

call_chores(
    {
        "proposals.ballots.close": _("Close ballot boxes whose time is over"),
        "proposals.ballots.count": _("Open and count ballot boxes"),
        "proposals.ballots.count_again": _("Look again at counts that stand still"),
        "proposals.ballots.show_standings": _("Count how the votes stand"),
        "proposals.ballots.forget_rolls": _("Delete lists of who voted"),
    }
)
call_verbs(
    {
        "ballots.box_made": _("Ballot box made"),
        "ballots.prolonged": _("Vote prolonged"),
        "ballots.closed": _("Ballot box closed"),
        "ballots.count_confirmed": _("Count confirmed"),
        "ballots.count_stopped": _("Count stopped"),
        "ballots.voided": _("Ballots declared void"),
        "ballots.taken_out": _("Second ballot of one person taken out"),
        "ballots.counted": _("Ballots opened"),
        "ballots.key_destroyed": _("Key of the ballot box destroyed"),
        "ballots.sealed_deleted": _("Sealed ballots deleted"),
        "ballots.roll_deleted": _("List of who voted deleted"),
    }
)


@admin.register(Box)
class BoxAdmin(ReadOnlyAdmin):
    list_display = [
        "number", "of_what", "opens_at", "ends", "turnout", "closed_at", "standing_still", "opened_at", "voided_at",
    ]  # fmt: skip
    ordering = ["-pk"]
    search_fields = ["subject", "=id"]
    fields = [
        "number", "of_what", "opens_at", "ends", "places", "turnout", "key", "fingerprint", "closed_at", "voided_at",
        "first_confirmer", "second_confirmer", "standing_still", "opened_at", "digest", "key_gone_at", "sealed_gone_at",
        "roll_gone_at",
    ]  # fmt: skip
    readonly_fields = ["number", "of_what", "ends", "key", "standing_still"]

    @admin.display(description=_("number"), ordering="pk")
    def number(self, box: Box) -> int:
        return box.pk

    @admin.display(description=_("what is voted on"), ordering="subject")
    def of_what(self, box: Box) -> str:
        return key_in_words(box.subject)

    @admin.display(description=_("voting closes"), ordering="closes_at")
    def ends(self, box: Box) -> str:
        return end_in_words(box.closes_at)

    @admin.display(description=_("key of the box"))
    def key(self, box: Box) -> str:
        return rules.KEYS[reading.state_of_key(box)]

    @admin.display(description=_("why the count stands still"), ordering="fault")
    def standing_still(self, box: Box) -> str:
        return rules.FAULTS[box.fault] if box.fault else "-"

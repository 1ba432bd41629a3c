"""What the administration calls the deeds of budgets, on record. Budgets themselves are run at their desk."""

from django.utils.translation import gettext_lazy as _

from civic.administration import call_kinds, call_verbs

call_kinds({"budget": _("participatory budget")})
call_verbs(
    {
        "budgets.planned": _("Budget planned"),
        "budgets.changed": _("Plan of the budget changed"),
        "budgets.areas": _("Areas of the budget set"),
        "budgets.entered": _("Project entered"),
        "budgets.removed": _("Project removed"),
        "budgets.published": _("Budget published"),
        "budgets.vote_opened": _("Vote opened"),
        "budgets.dropped": _("Project taken out of the vote"),
        "budgets.prolonged": _("Vote prolonged"),
        "budgets.count_confirmed": _("Count confirmed"),
        "budgets.imported": _("Count imported from a file"),
        "budgets.counted": _("Vote counted"),
    }
)

"""What the administration calls the deeds of budgets, on record. Budgets themselves are run at their desk."""

from django.utils.translation import gettext_lazy as _

from civic.administration import call_chores, call_kinds, call_verbs

call_kinds({"budget": _("participatory budget"), "idea": _("idea")})
call_chores(
    {
        "proposals.budgets.budget_turns": _("Follow what the clock changes about budgets"),
        "proposals.budgets.budget_counts": _("Count votes on budgets"),
        "proposals.budgets.budget_followers": _("Forget who followed budgets"),
    }
)
call_verbs(
    {
        "budgets.planned": _("Budget planned"),
        "budgets.changed": _("Plan of the budget changed"),
        "budgets.areas": _("Areas of the budget set"),
        "budgets.entered": _("Project entered"),
        "budgets.removed": _("Project removed"),
        "budgets.published": _("Budget published"),
        "budgets.phase_begun": _("Phase of the budget begun"),
        "budgets.workshop": _("Workshop announced"),
        "budgets.workshop_told": _("Outcome of a workshop told"),
        "budgets.workshop_off": _("Workshop called off"),
        "budgets.vote_opened": _("Vote opened"),
        "budgets.ending": _("Vote ends tomorrow"),
        "budgets.dropped": _("Project taken out of the vote"),
        "budgets.prolonged": _("Vote prolonged"),
        "budgets.count_confirmed": _("Count confirmed"),
        "budgets.void_asked": _("Vote to be declared void"),
        "budgets.voided": _("Vote declared void"),
        "budgets.imported": _("Count imported from a file"),
        "budgets.counted": _("Vote counted"),
        "idea_received": _("Idea handed in"),
        "idea_withdrawn": _("Idea withdrawn"),
        "idea_passed": _("Idea passed the screening"),
        "idea_refused": _("Idea did not pass the screening"),
        "screening_taken_back": _("Decision of the screening taken back"),
        "joining_asked": _("Authors asked about a joining"),
        "joining_answered": _("Author answered about a joining"),
        "idea_joined": _("Idea joined with another"),
        "idea_adopted": _("Proposal taken over as an idea"),
        "agency_asked": _("Agency asked about an idea"),
        "carrier_ended": _("Idea that stood for another came to its end"),
        "idea_separated": _("Joined idea goes on by itself"),
        "idea_handed_on": _("Idea handed on to another agency"),
        "idea_judged": _("Feasibility of an idea judged"),
        "idea_listed": _("Idea put on the list of projects"),
    }
)

"""How people took part: the methods an outcome can be filed under."""

from django.utils.translation import gettext_lazy as _

METHODS = [
    ("proposal", _("Citizens' proposal")),
    ("consultation", _("Consultation")),
    ("budget", _("Participatory budget")),
    ("poll", _("Online poll")),
    ("workshop", _("Workshop")),
    ("assembly", _("Citizens' assembly")),
    ("hearing", _("Public hearing")),
    ("programme", _("Participation programme")),
    ("survey", _("Survey")),
]

# which drawing of templates/cms/drawings stands for it
DRAWINGS = {
    "proposal": "propose",
    "consultation": "answer",
    "budget": "budget",
    "poll": "poll",
    "workshop": "workshop",
    "assembly": "endorse",
    "hearing": "answer",
    "programme": "workshop",
    "survey": "review",
}

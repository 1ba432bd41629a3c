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

MOTIFS = {"proposal": "propose"}  # of templates/pictures/motifs, where it is called otherwise

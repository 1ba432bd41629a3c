"""The desks of proposals: where reviewers judge them and officials answer them. Addresses in the namespace `desk`.

May import what the modules directly in `proposals` may, and their pages.
"""

from django.utils.translation import gettext_lazy as _

from civic.desks import Desk, register

register(Desk("reviewer", "desk:review", _("Review desk")))
register(Desk("official", "desk:agency", _("Agency desk")))

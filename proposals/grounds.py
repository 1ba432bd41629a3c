"""The grounds on which a review may refuse a proposal, and how much of it is then published. Imports nothing of ours.

Source: the city's rules (R01, R02 and the form of publication), national practice (R03–R10: the
first three stay hidden), our defaults (R11, R12: the text is not shown, since it is the harm).
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Ground:
    """A ground in `words` (may be lazy), and what is published of a proposal refused on it: `publicity` is "full" (text
    and reason), "reason" (the reason only) or "hidden" (nothing)."""

    words: object
    publicity: str = "full"


GROUNDS = {
    "R01": Ground(_("Threat, obscenity, defamation, fraud, insult or another illegality"), "hidden"),
    "R02": Ground(_("Infringes the rights of others"), "hidden"),
    "R03": Ground(_("Discrimination or a personal attack"), "hidden"),
    "R04": Ground(_("The matter is before a court, or publishing it risks liability")),
    "R05": Ground(_("Unclear, or only a private interest")),
    "R06": Ground(_("Concerns matters of virtual worlds")),
    "R07": Ground(_("Commerce or advertising")),
    "R08": Ground(_("Outside the city's powers")),
    "R09": Ground(_("The same matter is established and awaits its answer")),
    "R10": Ground(_("Nearly the same as a proposal now collecting endorsements")),
    "R11": Ground(_("Contains other people's personal data"), "reason"),
    "R12": Ground(_("False identity"), "reason"),
}


PERSONAL = "R11"
AGAINST_REASONS = ("R01", "R02", "R03", "R07", "R11")  # on which a reason can be reported and hidden


def _codes(publicity):
    """The codes of the grounds with this `publicity`, in order."""
    return [code for code, ground in GROUNDS.items() if ground.publicity == publicity]


HIDDEN = _codes("hidden")
TEXTLESS = _codes("reason")

"""The grounds on which the budget team may not let an idea pass. Imports nothing of ours.

Source: the practice of Taiwan's cities; I09 and I10 are ours: the text is not shown, since it is the harm.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground in `words` (may be lazy); `hides`: whether the text of the idea is then not shown any more."""

    words: object
    hides: bool = False


GROUNDS = {
    "I01": Ground(_("Only a private interest")),
    "I02": Ground(_("Outside the city's powers, or on land the city may not use")),
    "I03": Ground(_("Not in this area, or not for its people")),
    "I04": Ground(_("Costs more than the area has")),
    "I05": Ground(_("Cannot be done within the time of this budget")),
    "I06": Ground(_("Is being done already, or has been decided")),
    "I07": Ground(_("Too unclear to be judged")),
    "I08": Ground(_("Commerce or advertising")),
    "I09": Ground(_("Contains other people's personal data"), hides=True),
    "I10": Ground(_("Threat, insult or another illegality"), hides=True),
}
HIDING = frozenset(code for code, ground in GROUNDS.items() if ground.hides)

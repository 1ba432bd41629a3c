"""The fast door for ballots: `POST /budgets/<id>/ballot/` with JSON and a slip.

An ASGI application outside Django's middleware; how it treats a request, `civic.accounts.slipdoor` tells. `area` is the
number of an area, null for the city-wide pot; `choices` a list of numbers of projects (in order for a ranking), or
`{"number": points}`. A ballot that counts is answered with 200 `{"counted": true}`; one that is refused leaves the
earlier one standing. What somebody chose is in no log.
"""

from django.utils.translation import gettext_lazy as _

from civic.accounts.slipdoor import SlipDoor
from civic.lifecycle import Refused
from civic.serving.doors import door
from proposals.budgets import rules
from proposals.budgets.actions import Arrival, vote_many
from proposals.budgets.permission import DEED

LARGEST = 2**15 - 1  # of a number on a ballot


@door
class BallotDoor(SlipDoor):
    path = r"budgets/(?P<id>[0-9]{1,9})/ballot/"
    deed = DEED
    whole = True
    sentences = {
        "forged": _("This page cannot be used for voting. Please load it again."),
        "other": _("This permission is for another vote. Please load the page again."),
        "expired": _("This page has been open for a long time. Please load it again."),
        "signed_out": _(
            "The sign-in with which this page was opened has ended. Please load the page again and sign in."
        ),
        "not_json": _("This request could not be read."),
        "too_large": _("This is too large."),
        "foreign": _("This request does not come from a page of this site. Please open the page at its own address."),
        "busy": _("Very many people are voting right now. Please try again in a moment."),
    }

    def read(self, said, thing, person, now):
        area, marks = said.get("area"), _marks(said.get("choices"))
        if marks is None or not (area is None or _is_number(area)):
            raise Refused(self.refusal("not_json"))
        return Arrival(thing, area, person, now, marks)

    def do(self, deeds, sessions):
        return vote_many([deed._replace(session=session) for deed, session in zip(deeds, sessions, strict=True)])

    def tell(self, outcome):
        return {"counted": True}


def _marks(said):
    """[(number of a project, points)], or None for what is no ballot."""
    if isinstance(said, list):
        marks = [(number, 1) for number in said]
    elif isinstance(said, dict) and all(key.isascii() and key.isdigit() and len(key) < 6 for key in said):
        marks = [(int(key), points) for key, points in said.items()]
    else:
        return None
    is_ballot = len(marks) <= rules.MOST_PROJECTS and all(_is_number(each) for mark in marks for each in mark)
    return marks if is_ballot else None


def _is_number(said):
    return type(said) is int and 0 <= said <= LARGEST

"""The fast door for endorsing: `POST /proposals/<id>/endorsement/` with JSON and a slip.

An ASGI application outside Django's middleware; how it treats a request, `civic.accounts.slipdoor` tells. An
endorsement that counts is answered with 200 `{"number", "count"}`.
"""

from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from civic.accounts.slipdoor import SlipDoor
from civic.agencies.contacts import Contacts
from civic.city import places
from civic.lifecycle import Refused
from civic.serving.doors import door
from proposals.actions import Arrival, endorse_many, gives_away, reason_to_keep, reason_to_show
from proposals.permission import DEED


class Deed(NamedTuple):
    """An arrival. `confirmed`: what somebody said may be public of a reason that is asked about; None for every
    other."""

    arrival: Arrival
    confirmed: tuple[str, ...] | None


@door
class EndorsementDoor(SlipDoor):
    path = r"proposals/(?P<id>[0-9]{1,18})/endorsement/"
    deed = DEED
    sentences = {
        "forged": _("This page cannot be used for endorsing. Please load it again."),
        "other": _("This permission is for another proposal. Please load the page again."),
        "expired": _("This page has been open for a long time. Please load it again."),
        "signed_out": _(
            "The sign-in with which this page was opened has ended. Please load the page again and sign in."
        ),
        "not_text": _("The reason and the place must be text."),
        "not_json": _("This request could not be read."),
        "too_large": _("This is too large."),
        "foreign": _(
            "This request does not come from a page of this site. Please open the page at its own address."
        ),
        "busy": _("Very many people are endorsing right now. Please try again in a moment."),
    }

    def read(self, said, thing, person, now):
        reason, county, district = self._clean(said.get("reason"), said.get("county"), said.get("district"))
        reason = reason_to_keep(reason)
        confirmed = _confirmed(said.get("confirmed")) if gives_away(reason) else None
        return Deed(Arrival(thing, person, now, reason, county, district), confirmed)

    def do(self, deeds, sessions):
        """`endorse_many`, for those whose reason may be shown. Whoever was counted after all, before a failure, gets
        the same number again."""
        contacts = Contacts.read() if any(deed.confirmed is not None for deed in deeds) else None
        refusals = [_unshown(deed, contacts) for deed in deeds]
        welcome = [
            replace(deed.arrival, session=session)
            for deed, session, refusal in zip(deeds, sessions, refusals, strict=True)
            if refusal is None
        ]
        answers = iter(endorse_many(welcome))
        return [refusal or next(answers) for refusal in refusals]

    def tell(self, outcome):
        return {"number": outcome.number, "count": outcome.count}

    def _clean(self, *said):
        """What was declared, as the form would leave it."""
        if not all(each is None or isinstance(each, str) for each in said):
            raise Refused(self.refusal("not_text"))
        reason, county, district = ((each or "").replace("\0", "").strip() for each in said)
        return reason, *places.resolve(county, district)


def _confirmed(said):
    """The passages that somebody said yes to; whatever is no list of texts confirms none."""
    return tuple(each for each in said if isinstance(each, str)) if isinstance(said, list) else ()


def _unshown(deed, contacts):
    """Why the reason of `deed` is not shown as it is; None for one that may be. `contacts`: those of the agencies,
    read once for a batch in which something is asked about."""
    if deed.confirmed is None:
        return None
    try:
        reason_to_show(deed.arrival.reason, deed.confirmed, contacts)
    except Refused as refused:
        return refused.refusal
    return None

"""The law of secret ballots, pure: when a box takes one, and when it is closed, counted and forgotten.

Every `may_…` returns None or the `Refusal` that says why not; `now` is always an argument, aware. Who may vote and what
a ballot may hold is the instrument's law, asked by the verb beside this one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from civic.lifecycle import Refusal
from civic.text import is_empty
from civic.windows import COUNTING_TIME, too_late_at_the_lock
from proposals.ballots.sealing import fits

ROLL_KEPT = timedelta(days=180)  # after the count: so long somebody can object to who voted
LONGEST_PROLONGATION = timedelta(days=90)
RHYTHM = timedelta(seconds=10)  # of the standing, where the vote shows one
FEWEST = 10  # new voters in an area between two standings of it that are shown
QUIET = timedelta(hours=1)  # before the close: no new standing

# Said on every page that takes or shows a ballot, in full.
SECRECY = _(
    "Until the close somebody who controls both the database and this server's key could see how you voted; with the "
    "database alone they see that you voted, roughly when, and that it was changed, not what; after the close nobody "
    "can join them, except who secretly copied the key before."
)

# What there is of the key of a box that is not counted yet.
KEYS = {
    "both": _("The key of this ballot box lies in both places."),
    "one": _(
        "The key of this ballot box is missing in one of its two places. Whoever keeps the server must copy it back."
    ),
    "lost": _(
        "The key of this ballot box is lost. Until it is found no ballot in the box can be read, and none can be cast. "
        "If it stays lost the vote has to be held again."
    ),
    "destroyed": _("The ballots are counted, and the key of this ballot box is destroyed."),
    "void": _("This vote was declared void. Its ballots are never opened."),
}

# Why a count stands still.
FAULTS = {
    "key": _("the key of the box is not there"),
    "ballot": _("a sealed ballot cannot be read"),
    "roll": _("the ballots are not as many as those who voted"),
    "turnout": _("the turnout is not the number of those who voted"),
    "rules": _("a ballot breaks the rules of this vote"),
    "digest": _("the papers are not those that were opened"),
    "copy": _("a copy of the key is not in its place, so that it cannot be destroyed"),
}

STANDS_STILL = _("The count stands still: %(reason)s. Nothing was destroyed, and nothing is lost by it.")

UNKNOWN = Refusal("unknown", _("There is no such vote."))
UNREADABLE = Refusal("unreadable", _("This ballot makes no sense to us. Please load the page again."))
OTHER_AREA = Refusal("other_area", _("You have voted in another area already, and everybody votes in one area only."))
OTHER_DOOR = Refusal("other_door", _("You have voted already, not on this website. That ballot counts."))
OTHER_ACCOUNT = Refusal(
    "other_account",
    _("You have voted already, with an account that was joined with this one. That ballot counts; it cannot be changed "
      "any more, since it lies in the box under that account."),
)  # fmt: skip
VOID = Refusal("void", KEYS["void"])
KEY_AWAY = Refusal("key_away", _("Ballots cannot be kept safely at this moment. Please try again later."))


class Facts(Protocol):
    """What the rules read of a box."""

    opens_at: datetime
    closes_at: datetime
    places: int
    closed_at: datetime | None
    voided_at: datetime | None
    opened_at: datetime | None
    first_confirmer_id: int | None
    second_confirmer_id: int | None


def may_take(box: Facts | None, choices: Sequence[int], arrived_at: datetime, now: datetime | None) -> Refusal | None:
    """Whether a box takes a ballot that arrived at `arrived_at`; `now` is under its lock, None asks for no age."""
    if box is None:
        return UNKNOWN
    if now is not None and (refusal := too_late_at_the_lock(arrived_at, now)):
        return refusal
    if refusal := may_change(box, arrived_at):
        return refusal
    return None if fits(choices, box.places) else UNREADABLE


def may_change(box: Facts, now: datetime) -> Refusal | None:
    """Whether one's own ballot can be given, seen and changed: from the opening to the close."""
    if now < box.opens_at:
        return Refusal("early", _("Voting has not begun yet."))
    if box.voided_at:
        return VOID
    if box.closed_at or now >= box.closes_at:
        return Refusal("late", _("The time for voting is over. What you sent before stands."))
    return None


def may_prolong(box: Facts, closes_at: datetime, reason: str, now: datetime) -> Refusal | None:
    """Whether a window may end later: as long as it is not over, for a reason that everybody can read."""
    if box.closed_at or now >= box.closes_at:
        return Refusal("late", _("The time for voting is over."))
    if not box.closes_at < closes_at <= box.closes_at + LONGEST_PROLONGATION:
        return Refusal("not_later", _("The vote can only end later, and at most 90 days."))
    if is_empty(reason):
        return Refusal("no_reason", _("Please write the reason in words."))
    return None


def may_close(box: Facts, now: datetime) -> Refusal | None:
    """Whether the clock may close a box: once all that arrived in time is counted."""
    if box.closed_at:
        return Refusal("closed", _("This ballot box is closed already."))
    if now < box.closes_at + COUNTING_TIME:
        return Refusal("open", _("This ballot box is still open."))
    return None


def may_confirm(box: Facts, person_id: int) -> Refusal | None:
    """Whether somebody may confirm that a box is to be opened and counted: two people do, once it is closed."""
    if box.voided_at:
        return VOID
    if not box.closed_at:
        return Refusal("open", _("This ballot box is still open."))
    if box.second_confirmer_id:
        return Refusal("confirmed", _("Two people have confirmed the count already."))
    if box.first_confirmer_id == person_id:
        return Refusal("oneself", _("You have confirmed the count. Somebody else has to confirm it, too."))
    return None


def may_open(box: Facts) -> Refusal | None:
    """Whether a box may be opened and counted."""
    if box.voided_at:
        return VOID
    if not box.closed_at:
        return Refusal("open", _("This ballot box is still open."))
    if not box.second_confirmer_id:
        return Refusal("unconfirmed", _("Two people have to confirm the count first."))
    return None


def may_void(box: Facts) -> Refusal | None:
    """Whether it may be declared that a box is never opened: not once it was."""
    if box.opened_at:
        return Refusal("opened", _("These ballots are opened already."))
    return VOID if box.voided_at else None


def may_show_standing(box: Facts, before: int, voters: int, now: datetime) -> Refusal | None:
    """Whether a new standing of an area may be shown once `voters` have voted there, `before` of whom the last one that
    was shown held. What changed ballots move is told together with what so many new ones do, and never alone."""
    if not box.opens_at <= now < box.closes_at - QUIET:
        return Refusal("quiet", _("In the last hour the standing does not move any more."))
    if voters < before + FEWEST:
        return Refusal("few", _("A new standing is shown after ten more people have voted."))
    return None

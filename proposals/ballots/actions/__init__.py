"""The verbs of secret ballots, and the only writers of boxes, rolls, sealed ballots and papers."""

from proposals.ballots.actions.boxes import make_box, prolong
from proposals.ballots.actions.casting import Arrival, Cast, Judge, cast, cast_many
from proposals.ballots.actions.closing import Stopped, close, confirm, finish, forget_rolls, void
from proposals.ballots.actions.showing import show_standing
from proposals.ballots.actions.taking import take_out_seconds

__all__ = [
    "Arrival", "Cast", "Judge", "Stopped", "cast", "cast_many", "close", "confirm", "finish", "forget_rolls",
    "make_box", "prolong", "show_standing", "take_out_seconds", "void",
]  # fmt: skip

"""Making a box with its key, and letting it close later."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civic.lifecycle import Refusal, Refused, require
from civic.text import tidy
from civic.verbs import change, locked, tell
from civic.windows import Window
from proposals.ballots import keys, rules
from proposals.ballots.models import Box

NOT_KEPT = Refusal("key_not_kept", _("The key of the ballot box could not be kept in two places, so it was not made. "
                                     "Please ask whoever keeps the server."))  # fmt: skip


@transaction.atomic
def make_box(subject: str, window: Window, places: int, *, now: datetime, actor: Any) -> Box:
    """A box that will take ballots of at most `places` choices within `window`; its key is read back from both places.

    `subject` is the key of what is voted on, such as "budget:42". Raises `Refused` if the key cannot be kept. Call it
    in the transaction that stamps the rules of the vote: with a box made, the vote is promised.
    """
    try:
        fingerprint = keys.make()
    except OSError:
        raise Refused(NOT_KEPT) from None
    box = Box.objects.create(
        subject=subject, opens_at=window.opens_at, closes_at=window.closes_at, places=places, fingerprint=fingerprint
    )
    tell(box, "ballots.box_made", actor, now, letter=False, box=box.pk, fingerprint=fingerprint)
    return box


@transaction.atomic
def prolong(box: Box, closes_at: datetime, *, now: datetime, actor: Any, reason: str) -> Box:
    """Let a box that is not closed close later, for a public `reason`. Who may, the caller has asked under its lock."""
    box = locked(box, actor)
    require(rules.may_prolong(box, closes_at, reason, now))
    before = box.closes_at
    change(box, closes_at=closes_at)
    tell(box, "ballots.prolonged", actor, now, letter=False, box=box.pk, closes_at=closes_at, before=before,
         reason=tidy(reason))  # fmt: skip
    return box

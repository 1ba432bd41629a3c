"""What a reviewer does: pass, ask to amend once, refuse with published grounds.

The letters wait until the decision can no longer be taken back.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.city import calendar
from civic.city.models import Theme
from civic.duties import actions as duties
from civic.lifecycle import Refusal, Refused, require
from civic.seen import may_replace
from civic.verbs import change, locked, tell
from civic.windows import Window
from civic.writing import kept
from proposals import marks, rules
from proposals.actions.attending import as_it_is, warn_if_unattended
from proposals.actions.protection import keep_private
from proposals.duties import REVIEW
from proposals.grounds import HIDDEN
from proposals.models import Proposal, Terms
from proposals.models.former import FormerText


@transaction.atomic
def pass_review(
    proposal: Proposal,
    reviewer: Person,
    *,
    now: datetime,
    agency: Agency | None = None,
    theme: Theme | None = None,
    window: Window | None = None,
    threshold: int | None = None,
    seen: str | None = None,
) -> Proposal:
    """Let it through: the terms in force are stamped and the window is written. `seen`: `marks.reviewed` of the text
    that `reviewer` has read, here and below; what was amended meanwhile is read first.

    The window opens when the day of review ends and closes when the day `window_days` later ends
    (city time). `agency` and `theme` correct the proposer's choice; without any agency nobody would have
    to answer, so it is refused. `window` and `threshold` replace the terms' own, for proposals that come with promises
    made elsewhere.
    """
    proposal = locked(proposal, reviewer)
    agency = as_it_is(agency or proposal.agency)
    require(rules.may_pass(proposal, reviewer, now, agency))
    require(may_replace(seen, marks.reviewed(proposal)))
    day = timezone.localdate(now)
    terms = Terms.objects.in_force(day)
    window = window or Window(
        calendar.end_of_day(day), calendar.end_of_day(day + timedelta(days=terms.window_days))
    )
    duties.fulfil(proposal, REVIEW, at=now)
    change(
        proposal,
        reviewed_at=now,
        reviewer=reviewer,
        agency=agency,
        theme=theme or proposal.theme,
        terms=terms,
        rules_version=rules.VERSION,
        threshold=threshold or terms.threshold,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        looks_again_at=window.opens_at,
    )
    leaves_at = _letter_at(proposal, now)
    tell(proposal, "passed", reviewer, now, letter_at=leaves_at)
    warn_if_unattended(proposal, agency, "passed", leaves_at)
    return proposal


@transaction.atomic
def ask_to_amend(
    proposal: Proposal,
    reviewer: Person,
    *,
    now: datetime,
    note: str,
    is_hidden: bool = False,
    seen: str | None = None,
) -> Proposal:
    """Ask the proposer, once, to amend the text; the review clock stands still until they do, and they have the
    days of the terms in force for it.

    The text as it is now is kept, to be shown beside the amended one unless it `is_hidden`.
    """
    proposal = locked(proposal, reviewer)
    require(rules.may_ask_to_amend(proposal, reviewer, now))
    require(may_replace(seen, marks.reviewed(proposal)))
    note = kept(note, rules.TEXT_LIMIT)
    if not note:
        raise Refused(Refusal("no_reason", _("Please write what should be amended.")))
    duties.pause(proposal, REVIEW, at=now)
    words = {name: getattr(proposal, name) for name in ("title", "body", "benefits")}
    FormerText.objects.create(proposal=proposal, is_hidden=is_hidden, **words)
    day = timezone.localdate(now)
    due_at = calendar.end_of_day(day + timedelta(days=Terms.objects.in_force(day).amend_days))
    change(
        proposal,
        amend_asked_at=now,
        amend_due_at=due_at,
        amend_note=note,
        reviewer=reviewer,
        looks_again_at=due_at,
    )
    tell(proposal, "amend", reviewer, now, public=False, letter_at=_letter_at(proposal, now))
    return proposal


@transaction.atomic
def refuse(
    proposal: Proposal,
    reviewer: Person,
    *,
    now: datetime,
    grounds: Collection[str],
    note: str,
    seen: str | None = None,
    confirmed: Collection[str] = (),
) -> Proposal:
    """End the review with a refusal: codes of `GROUNDS` and a reason in words, published unless hidden by a ground.
    `confirmed`: see `protection.keep_private`."""
    proposal = locked(proposal, reviewer)
    grounds = sorted(set(grounds))
    require(rules.may_refuse(proposal, reviewer, now, grounds, note))
    require(may_replace(seen, marks.reviewed(proposal)))
    note = kept(note, rules.TEXT_LIMIT)
    keep_private(proposal, reviewer, note, now=now, confirmed=confirmed, deed="refused")
    duties.fulfil(proposal, REVIEW, at=now)
    change(
        proposal,
        reviewed_at=now,
        refused_at=now,
        reviewer=reviewer,
        grounds=grounds,
        refusal_note=note,
    )
    leaves_at, is_public = _letter_at(proposal, now), set(grounds).isdisjoint(HIDDEN)
    tell(proposal, "refused", reviewer, now, public=is_public, letter_at=leaves_at, grounds=grounds)
    return proposal


def _letter_at(proposal, now):
    """When the letter about the decision of `now` leaves."""
    return max(now, rules.taken_back_until(proposal))

"""The count: two people of the team confirm it once the vote is over, and what it decides stands for good."""

import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from civic.accounts.models import Person
from civic.city.models import District
from civic.lifecycle import Refused, require
from civic.outbox.actions import post
from civic.seen import may_replace
from civic.verbs import change, lock_people, lock_things, locked, tell
from civic.writing import kept
from proposals.ballots import actions as ballots
from proposals.ballots import reading
from proposals.ballots.figures import BANDS, band_of, withheld
from proposals.ballots.models import Box
from proposals.budgets import marks, rules
from proposals.budgets.actions.voting import proofs_of
from proposals.budgets.counting import pabulib
from proposals.budgets.counting.count import Count, count
from proposals.budgets.counting.count_remarks import remarks_on
from proposals.budgets.counting.explain import would_all_win
from proposals.budgets.counting.methods import GREEDY, RULES
from proposals.budgets.counting.papers import from_file
from proposals.budgets.counting.report import as_json, number
from proposals.budgets.files import file_of
from proposals.budgets.models import Area, Cycle, Result

SEED_LIMIT = 200


@transaction.atomic
def confirm_count(cycle: Cycle, person: Person, *, now: datetime, seed: str, seen: str | None = None) -> Cycle:
    """Confirm the count with the seed of the lot, as it was drawn in public.

    With the second of two who write the same seed the clock opens the boxes (`proposals.ballots`), and then counts.
    Until then the first may write theirs anew. `seen`: `marks.counting` as it was shown.
    """
    cycle, *boxes = lock_things([Cycle.objects.filter(pk=cycle.pk), boxes_of(cycle)])
    lock_people(person)
    seed = kept(seed, SEED_LIMIT, one_line=True)
    require(rules.may_count(cycle, person, now, seed))
    require(may_replace(seen, marks.counting(cycle)))
    is_first = cycle.count_asked_by_id in (None, person.pk)
    if not is_first and seed != cycle.seed:
        raise Refused(rules.OTHER_SEED)
    if cycle.count_asked_by_id != person.pk:
        for box in boxes:
            ballots.confirm(box, person, now=now, may=rules.may_run)
    if is_first:
        change(cycle, seed=seed, count_asked_at=now, count_asked_by=person)
    tell(cycle, "budgets.count_confirmed", person, now, letter=False, seed=seed)
    return cycle


def count_cycle(cycle: Cycle, *, now: datetime) -> bool:
    """Count what the boxes held and publish the result; False until all of them are opened, and once it is counted.

    Counting may take minutes and locks nothing: once the boxes are opened neither papers nor projects nor the seed
    change. Of two who count at once the first publishes. `counted_at` is when it published: as many whole seconds after
    `now` as the counting took.
    """
    begun = time.monotonic()
    cycle = Cycle.objects.get(pk=cycle.pk)
    if not _is_opened(cycle):
        return False
    papers = {box.pk: reading.papers(box) for box in boxes_of(cycle)}
    results = []
    for area in cycle.areas.all():
        own = [choices for number, choices in papers[area.box_id] if number == area.number]
        results.append(_result_of(area, own, cycle.seed))
    return _publish(cycle, results, now + timedelta(seconds=int(time.monotonic() - begun)))


def _is_opened(cycle):
    boxes = list(boxes_of(cycle))
    return not (cycle.counted_at or cycle.voided_at) and bool(boxes) and all(box.opened_at for box in boxes)


@transaction.atomic
def _publish(cycle, results, now):
    """Keep what was decided; False if somebody was quicker."""
    cycle = locked(cycle)
    if not _is_opened(cycle):
        return False
    Result.objects.bulk_create(results)
    change(cycle, counted_at=now, looks_again_at=None)
    tell(cycle, "budgets.counted", "clock", now, letter=False)
    post("budgets.counted", cycle.record_key, key=f"{cycle.record_key}:counted", at=now)
    return True


def boxes_of(cycle: Cycle):
    """The boxes of a cycle, by id."""
    return Box.objects.filter(pk__in=cycle.areas.exclude(box=None).values("box")).order_by("pk")


def _result_of(area, papers, seed):
    """What counting an area by its cycle's rule comes to, not saved, with the file it was counted from."""
    projects, papers = list(area.projects.order_by("number")), sorted(papers)
    file = pabulib.parse(pabulib.write(file_of(area, projects, papers)))
    election = from_file(file)
    counted = count(election, RULES[area.cycle.rule], seed)
    report = as_json(counted, file.currency, would=would_all_win(counted), remarks=remarks_on(file, counted))
    report |= {"beside": beside(counted), "voters": voters_of(area)}
    text = pabulib.write(file_of(area, projects, papers, counted.winners))
    return Result(area=area, turnout=len(papers), spent=counted.spent // election.scale, report=report, file=text)


def voters_of(area: Area) -> dict[str, Any]:
    """How many voted in an area, as far as it may be told (None: it may not): {"districts": [{"code", "number"}],
    "ages": [{"from", "number"}]}, last those ("" or None) who live elsewhere, or of whom no proof says it.

    Read off the roll and the proofs at the count, once: what was published does not change when a proof ends, or
    somebody leaves. A list of which nothing may be told is empty.
    """
    cycle = area.cycle
    voters = list(reading.voters(area.box, area.number))
    proofs = proofs_of(voters)
    asked = area.districts.all() if area.districts.exists() else District.objects.all()
    homes = Counter(district for _born_on, district in proofs.values())
    day = cycle.counts_on or timezone.localdate(cycle.vote_at)
    ages = Counter(band_of(born_on, day) for born_on, _district in proofs.values() if born_on)
    districts = {district.code: homes[district.pk] for district in asked}
    return {
        "districts": _told("code", districts | {"": len(voters) - sum(districts.values())}),
        "ages": _told("from", {band: ages[band] for band in BANDS} | {None: len(voters) - ages.total()}),
    }


def _told(name, numbers):
    told = withheld(list(numbers.values()))
    if not any(told):
        return []
    return [{name: key, "number": each} for key, each in zip(numbers, told, strict=True)]


def beside(counted: Count) -> dict[str, Any]:
    """Whom another rule would have chosen from the same papers, to compare: {"rule", "winners", "spent"}."""
    rule = RULES["equal-shares-add1" if counted.rule.family == GREEDY else "greedy"]
    other = count(counted.election, rule, counted.seed)
    return {"rule": rule.name, "winners": other.winners, "spent": number(other.spent, counted.election.scale)}


"""When things happen in the town: deeds in office hours, endorsements when people are awake. Pure.

Everything is relative to `now` and drawn from a seed, so the same town looks the same on the same day.
"""

import random
from datetime import datetime, timedelta

OFFICE = (9, 17)  # hours
AWAKE = (2, 1, 1, 1, 1, 2, 4, 8, 10, 9, 9, 10, 14, 11, 8, 8, 9, 10, 13, 15, 18, 20, 16, 8)  # endorsements by hour
BURST = (0.40, 0.46, 0.55)  # a report on the evening news: from, until (of the window so far), share of all

CURVES = {
    "steady": lambda chance: chance.random(),
    "viral": lambda chance: chance.random() ** 3,
    "late": lambda chance: chance.random() ** 0.45,
    "spike": lambda chance: chance.uniform(*BURST[:2]) if chance.random() < BURST[2] else chance.random(),
}


def deed(now: datetime, days_ago: int, seed: str) -> datetime:
    """An instant in office hours `days_ago` days before `now`; earlier today for 0."""
    chance = random.Random(f"{seed} {days_ago}")
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if days_ago <= 0:
        return midnight + (now - midnight) * chance.uniform(0.3, 0.9)
    seconds = chance.randrange(OFFICE[0] * 3600, OFFICE[1] * 3600)
    return midnight - timedelta(days=days_ago) + timedelta(seconds=seconds)


def arrivals(curve: str, number: int, opens_at: datetime, until: datetime, seed: str) -> list[datetime]:
    """`number` instants in [opens_at, until), ascending, dense where `curve` (one of `CURVES`) is, few at night."""
    chance, draw, span = random.Random(seed), CURVES[curve], until - opens_at
    instants = []
    while len(instants) < number:
        at = opens_at + span * draw(chance)
        if chance.randrange(max(AWAKE)) < AWAKE[at.hour]:
            instants.append(at)
    return sorted(instants)

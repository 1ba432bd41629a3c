"""What letters about deadlines are given, whatever they are about."""

from datetime import date
from typing import Any

from django.urls import reverse

from civic import outbox
from civic.agencies.models import Agency
from civic.duties.registry import kind_of
from civic.outbox.models import Mailing


def moved(mailing: Mailing) -> dict[str, Any]:
    """Of `<app label>.moved`: the `days` of the closure, and each deadline in `words` with its last days."""
    app, moves = mailing.kind.partition(".")[0], mailing.data["moves"]
    return {
        "days": [date.fromisoformat(day) for day in mailing.data["days"]],
        "moves": [
            {
                "words": kind_of(f"{app}.{move['duty']}").words,
                "was": date.fromisoformat(move["was"]),
                "last_day": date.fromisoformat(move["last_day"]),
            }
            for move in moves
        ],
    }


def unattended(mailing: Mailing) -> dict[str, Any]:
    """Of `<app label>.unattended`: the agency in whose name nobody can act, and where somebody is appointed."""
    return {
        "agency": Agency.objects.get(pk=mailing.data["agency"]),
        "appoint_link": outbox.absolute(reverse("admin:agencies_official_add")),
    }

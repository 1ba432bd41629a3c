"""The letters about deputies. That of an appointment tells what is due, which a floor further up knows."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from civic import outbox
from civic.agencies.models import Agency, Deputyship
from civic.city.calendar import last_day
from civic.outbox.models import Mailing


class _AboutADeputy:
    """To the deputy, and to the official who is stood in for."""

    def audience(self, mailing: Mailing, after_id: int, limit: int) -> Sequence[int]:
        told = Deputyship.objects.filter(pk=mailing.subject_id).values_list("deputy", "office__person")
        return sorted({number for both in told for number in both if number > after_id})[:limit]

    def context(self, mailing: Mailing, language: str) -> dict[str, Any]:
        found = Deputyship.objects.get(pk=mailing.subject_id)
        days = {"first_day": timezone.localdate(found.starts_at), "last_day": last_day(found.until)}
        return {"agency": Agency.objects.get(pk=mailing.data["agency"]), **days}


@outbox.letter("agencies.deputy_named")
class DeputyNamed(_AboutADeputy):
    pass


@outbox.letter("agencies.deputy_ended")
class DeputyEnded(_AboutADeputy):
    pass

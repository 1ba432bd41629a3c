"""The letters about resets of second factors: to whoever they are of, and to all administrators."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from civic import outbox
from civic.accounts.models import Person
from civic.outbox.models import Mailing


class _AboutAReset:
    def audience(self, mailing: Mailing, after_id: int, limit: int) -> Sequence[int]:
        told = Person.objects.filter(pk=mailing.subject_id) | Person.objects.administrators()
        return list(told.filter(pk__gt=after_id).order_by("pk").values_list("pk", flat=True).distinct()[:limit])

    def context(self, mailing: Mailing, language: str) -> dict[str, Any]:
        path = reverse("admin:staffing_factorreset_changelist")
        return {"number": mailing.subject_id, "link": outbox.absolute(path)}


@outbox.letter("staffing.reset_asked")
class ResetAsked(_AboutAReset):
    pass


@outbox.letter("staffing.reset_confirmed")
class ResetConfirmed(_AboutAReset):
    pass

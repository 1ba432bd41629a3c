"""The instant at which a request had arrived, however long it then waited for a thread."""

from datetime import UTC, datetime

from django.http import HttpRequest
from django.utils import timezone


def arrived_at(request: HttpRequest) -> datetime:
    """When the last byte of the request was here, aware; now, where the server does not tell (any but the bridge)."""
    told = request.META.get("civic.arrived_at")
    return timezone.now() if told is None else datetime.fromtimestamp(told, UTC)

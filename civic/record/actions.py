"""The one verb of the record."""

from datetime import datetime
from typing import Any

from civic.record.models import Entry, Keyed, key_of


def write(
    verb: str, subject: Keyed | str, *, actor: Keyed | str, at: datetime, public: bool = True, **data: Any
) -> Entry:
    """Append an entry and return it; call it inside the verb's own transaction.

    `actor` is "clock" for what the time brought about, "operator" for commands. `data` must fit into JSON.
    """
    return Entry.objects.create(
        verb=verb, subject=key_of(subject), actor=key_of(actor), at=at, is_public=public, data=data
    )

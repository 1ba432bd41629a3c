"""The one verb of the record."""

from civic.record.models import Entry, key_of


def write(verb, subject, *, actor, at, public=True, **data):
    """Append an entry and return it; call it inside the verb's own transaction.

    `subject` and `actor` are plain keys or objects with a `record_key`; `actor` is "clock" for what
    the time brought about and None where nobody is to be named. `data` must fit into JSON.
    """
    return Entry.objects.create(
        verb=verb, subject=key_of(subject), actor=key_of(actor), at=at, is_public=public, data=data
    )

"""What every verb does on the way: lock, save with a new version, put on record, announce, post."""

from civic.live import announce
from civic.outbox.actions import post
from civic.record.actions import write
from proposals.models import Proposal


def locked(proposal):
    """The proposal as it is now, locked until the transaction ends."""
    return Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)


def change(proposal, **fields):
    """Set `fields`, raise the version and announce; needs the lock."""
    for name, value in fields.items():
        setattr(proposal, name, value)
    proposal.version += 1
    proposal.save(update_fields=[*fields, "version"])
    announce(proposal.topic, gathered=True)


def tell(proposal, verb, actor, now, *, public=True, letter=True, **data):
    """Put the event on record and, if it has a letter, post the mailing `proposals.<verb>` once."""
    write(verb, proposal.record_key, actor=actor, at=now, public=public, **data)
    if letter:
        post(f"proposals.{verb}", proposal.record_key, key=f"{proposal.record_key}:{verb}", at=now, **data)

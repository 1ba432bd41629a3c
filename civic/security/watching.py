"""What the administration changes row by row: settings of the city, each noted as it is saved."""

from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models.signals import post_save
from django.dispatch import receiver

from civic.security.actions import note

DEEDS = {ADDITION: "added", CHANGE: "changed", DELETION: "deleted"}


@receiver(post_save, sender=LogEntry, dispatch_uid="civic.security.watching")
def note_setting(instance: LogEntry, created: bool, **told: Any) -> None:
    """Which kind of row, by its key; what stands in it says the row itself."""
    if created:
        kind = instance.content_type.model
        note(
            f"security.setting_{DEEDS[instance.action_flag]}",
            actor=f"person:{instance.user_id}",
            about=f"{kind}:{instance.object_id}",
        )

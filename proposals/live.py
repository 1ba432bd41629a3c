"""Live numbers of proposals: the same ones as in status.json."""

from datetime import datetime

from django.utils.translation import gettext as _

from civic.live import Topic, topic
from proposals import rules, status


@topic("proposal")
class ProposalTopic(Topic):
    """Topics `proposal:42`."""

    poll = ("/proposals/status.json", "id")

    def read(self, keys: list[str], now: datetime) -> dict[str, dict]:
        ids = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
        return {str(pk): numbers for pk, numbers in status.present(ids, now).items()}

    def labels(self) -> dict[str, str]:
        return {phase: str(rules.PHASES[phase]) for phase in rules.PUBLIC_PHASES}

    def spoken(self) -> dict[str, str]:
        return {"count": _("Endorsements: {number}")}

"""Live numbers of budgets: the same ones as in status.json."""

from datetime import datetime

from django.utils.translation import gettext as _

from civic.live import Topic, topic
from proposals.budgets import rules, status


@topic("budget")
class BudgetTopic(Topic):
    """Topics `budget:7`."""

    poll = ("/budgets/status.json", "id")

    def read(self, keys: list[str], now: datetime) -> dict[str, dict]:
        ids = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 10]
        return {str(pk): numbers for pk, numbers in status.present(ids, now).items()}

    def labels(self) -> dict[str, str]:
        return {name: str(phase.words) for name, phase in rules.PHASES.items()}

    def spoken(self) -> dict[str, str]:
        return {"turnout": _("Voted so far: {number}")}

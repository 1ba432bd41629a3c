"""The doors of budgets past Django: casting a ballot (`balloting`), and its page (`reading`). Registered by being
imported."""

from proposals.budgets.fast import balloting, reading

__all__ = ["balloting", "reading"]

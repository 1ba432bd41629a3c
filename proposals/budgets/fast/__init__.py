"""The door of budgets past Django: casting a ballot (`balloting`). Registered by being imported."""

from proposals.budgets.fast import balloting

__all__ = ["balloting"]

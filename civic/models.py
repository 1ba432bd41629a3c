"""Django looks here for the models of this package."""

from civic.keys import Key

__all__ = ["Key"]

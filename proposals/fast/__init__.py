"""The doors of proposals past Django: endorsing (`endorsing`), and reading an open one while signed in (`reading`).

May import what the modules directly in `proposals` may, and their pages. Registered by being imported.
"""

from proposals.fast import endorsing, reading

__all__ = ["endorsing", "reading"]

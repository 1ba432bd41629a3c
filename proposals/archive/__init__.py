"""An archive of real proposals and their endorsements, as the national platform publishes it, played through our verbs.

`files` reads the archive (pure), `replay` plays it on whatever database is connected, `scratch` makes a database to
throw away. May import the modules directly in `proposals`, its actions, and the floors below. Words it owns: idea (a
proposal of the archive), list (its endorsements), replay, outcome of a replay.
"""

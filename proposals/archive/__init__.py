"""History played through the verbs: the national archive's proposals and endorsement lists, row by row.

`files` reads the archive (pure), `replay` plays it on whatever database is connected, `scratch` gives it one to throw
away. May import what the modules directly in `proposals` may.
"""

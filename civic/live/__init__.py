"""Live numbers: one hub per process, one bus between processes.

A verb calls `announce("proposal:42")` inside its transaction. An app brings a plug in `live.py`:
a `Topic` registered with `@topic("proposal")` whose `read(keys, now)` returns what a *stranger* may
see of those keys. Sockets are strangers: no cookie is read from a handshake, so nothing that HTTP
keeps from a stranger can go over one, whichever site opened it.

Imports nothing of ours but the pure modules. Words it owns: topic (`proposal:42`), announce (say
that it changed), hub (holds the sockets of a process), bus (tells the other processes).
"""

from civic.live.bus import announce
from civic.live.topics import Topic, topic

__all__ = ["Topic", "announce", "topic"]

"""Who a person is and how sure we are of it; the only place that knows allauth.

May import the city and the floors below. Owns two sockets: an app plugs its section of "my page"
in by a file `mine.py`, its roles by a file `roles.py`. Words it owns: person, verification, level, role, section,
purpose (of what is kept), fate (of it, when two accounts are joined).
"""

from civic.accounts.sections import Fate, Purpose, Section, section

__all__ = ["Fate", "Purpose", "Section", "section"]

"""Who a person is and how sure we are of it; the only place that knows allauth.

May import the city and the floors below. Owns the socket of "my page": an app plugs its section in by
a file `mine.py`. Words it owns: person, verification, level, role, section.
"""

from civic.accounts.sections import Section, section

__all__ = ["Section", "section"]

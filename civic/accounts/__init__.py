"""Who a person is and how sure we are of it; the only place that knows allauth.

May import the city and the floors below. Words it owns: person, verification, level, role.
"""

"""Districts and themes of the city, counties and districts of the country, working days and closures.

May import the floors below (see tests/test_architecture.py) and needs none of them. Words it owns: district, theme,
place (a county or district of the country), closure.
"""

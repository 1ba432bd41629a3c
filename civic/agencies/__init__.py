"""Agencies of the city, and the officials who act in their name.

May import accounts, city and the floors below. Words it owns: agency, official, office (one person's post at one
agency).
"""

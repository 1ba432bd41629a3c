"""How people come to work for the city, and stand in for each other: invitations, the pages about deputies and about
things somebody has recused themselves from.

May import desks, agencies, accounts and the floors below. Words it owns: invitation, line (of a list that is imported).
"""

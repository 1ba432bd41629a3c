"""Letters to the city: what anybody writes in a form reaches `CONTACT_EMAIL` by mail, and is kept nowhere else.

May import the accounts and the floors below. Words it owns: letter to the city, number of a letter.
"""

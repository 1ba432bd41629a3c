"""Letters: a verb writes one mailing, clockwork expands it and sends each letter once.

Knows no person: addresses are asked for at sending, through `address_book`. Words it owns:
mailing (one event), letter (one reader).
"""

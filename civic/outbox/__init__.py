"""Letters: a verb writes one mailing, clockwork expands it and sends each letter once.

Knows no person: addresses are asked for at sending, through `address_book`. An app plugs its kinds of
letters in by a file `mail.py`. Words it owns: mailing (one event), letter (one reader).
"""

from civic.outbox.registry import Address, absolute, address_book, letter

__all__ = ["Address", "absolute", "address_book", "letter"]

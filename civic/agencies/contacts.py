"""The numbers and mailboxes that agencies publish themselves: they give nobody away."""

from collections.abc import Iterable
from dataclasses import dataclass

from civic import text
from civic.agencies.models import Agency


@dataclass(frozen=True, slots=True)
class Contacts:
    """All of them by their keys (see `civic.text.passages`), and the domains of which every mailbox is an agency's."""

    keys: frozenset[str]
    domains: frozenset[str]

    @classmethod
    def read(cls) -> "Contacts":
        """Those of all agencies, as they are now."""
        return cls.of(Agency.objects.only("email", "contacts"))

    @classmethod
    def of(cls, agencies: Iterable[Agency]) -> "Contacts":
        """Those of these agencies."""
        keys, domains = set(), set()
        for agency in agencies:
            keys.add(text.mailbox(agency.email))
            lines = [line.strip().lower() for line in agency.contacts.splitlines()]
            keys.update(passage.key for line in lines for passage in text.passages(line))
            domains.update(line[1:] for line in lines if line.startswith("@"))
        return cls(frozenset(keys), frozenset(domains))

    def have(self, key: str) -> bool:
        """Whether the number or mailbox is an agency's own."""
        return key in self.keys or key.partition("@")[2] in self.domains

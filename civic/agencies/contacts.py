"""The numbers and mailboxes that agencies publish themselves: they give nobody away."""

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
        keys, domains = set(), set()
        for email, contacts in Agency.objects.values_list("email", "contacts"):
            keys.add(text.mailbox(email))
            lines = [line.strip().lower() for line in contacts.splitlines()]
            keys.update(passage.key for line in lines for passage in text.passages(line))
            domains.update(line[1:] for line in lines if line.startswith("@"))
        return cls(frozenset(keys), frozenset(domains))

    def have(self, key: str) -> bool:
        """Whether the number or mailbox is an agency's own."""
        return key in self.keys or key.partition("@")[2] in self.domains

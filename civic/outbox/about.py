"""Letters about a thing: who gets them, and what their template is given. An app names its things and its readers."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from civic.outbox.models import Mailing
from civic.outbox.registry import absolute

Readers = Callable[[Mailing, Any], list[int] | QuerySet]  # ids of people: a list, or a QuerySet of one column


class About:
    """A letter about the thing that is the mailing's subject, to `readers`, each of (mailing, thing). `called`: what
    its template calls the thing."""

    readers: Sequence[Readers] = ()
    called = ""

    def thing(self, mailing: Mailing) -> Any:
        """What the mailing is about."""
        raise NotImplementedError

    def more(self, mailing: Mailing, thing: Any) -> dict[str, Any]:
        """What the template of this kind of letter is given beyond the thing itself."""
        return {}

    def audience(self, mailing: Mailing, after_id: int, limit: int) -> Sequence[int]:
        """At most `limit` ids of readers above `after_id`, ascending."""
        thing, numbers = self.thing(mailing), set()
        for readers in self.readers:
            numbers.update(_after(readers(mailing, thing), after_id, limit))
        return sorted(numbers)[:limit]

    def context(self, mailing: Mailing, language: str) -> dict[str, Any]:
        """What the template is given."""
        thing = self.thing(mailing)
        about = {self.called: thing, "link": absolute(thing.get_absolute_url()), "data": mailing.data}
        return about | self.more(mailing, thing)


def _after(numbers, after_id, limit):
    """The first `limit` of `numbers` above `after_id`, ascending."""
    if isinstance(numbers, list):
        return sorted(number for number in numbers if number > after_id)[:limit]
    column = numbers._fields[0]
    return numbers.filter(**{f"{column}__gt": after_id}).order_by(column).distinct()[:limit]

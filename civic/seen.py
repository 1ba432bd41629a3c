"""What somebody had before them when they filled in a form, as a short mark that travels with it.

The verb compares it, under its lock, with a mark of what stands by then: whoever would write over what they have not
seen is told first. Pure.
"""

import json
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from civic.lifecycle import Refusal

CHANGED = "changed"  # the code of the refusal


def mark_of(*facts: object) -> str:
    """A mark of `facts` (texts, numbers, None, lists of them): others have another one; "" where all are empty."""
    if not any(facts):
        return ""
    return sha256(json.dumps(facts).encode()).hexdigest()[:32]


def may_replace(seen: str | None, stands: str) -> Refusal | None:
    """Whether whoever saw what `seen` marks may replace what `stands` marks. None: whoever reads under the lock."""
    if seen is None or seen == stands:
        return None
    sentence = _(
        "This has been changed since you opened the page, so nothing has been saved yet. Your own words are kept: look "
        "at what stands now, and send again if they still hold."
    )
    return Refusal(CHANGED, sentence)

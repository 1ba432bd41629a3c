"""How far random searches go: the same examples each time, and with SEARCH=n (`make search`) others each time, n times
as many. No search fails for being slow.
"""

import os
import secrets

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("SEARCH", "0"))

settings.register_profile(
    "ours",
    derandomize=not TIMES,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ours")


def searched(examples):
    """`examples`, or as many times more as is wanted."""
    return examples * (TIMES or 1)


def first_seed(step):
    """Where seeds begin that are counted on: 0, or any multiple of `step`."""
    return secrets.randbelow(10**6) * step if TIMES else 0

"""How long the security log may be kept, pure."""

from django.utils.translation import gettext_lazy as _

from civic.lifecycle import Refusal

LEAST = 184  # days: the law of information security asks for six months, and so does the database
MOST = 3650


def may_keep_for(days: int) -> Refusal | None:
    """Whether the log may be kept for so many days."""
    if LEAST <= days <= MOST:
        return None
    words = _("The security log is kept for {least} days at least, and for {most} at most.")
    return Refusal("days", words.format(least=LEAST, most=MOST))

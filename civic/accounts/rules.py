"""What a person may do by how sure we are of them. Pure.

`person` is anything with `level, is_active, suspended_at`, or None for somebody not signed in.
"""

from django.utils.translation import gettext_lazy as _

from civic.lifecycle import Refusal

LEVELS = {
    0: _("not signed in"),
    1: _("e-mail confirmed"),
    2: _("e-mail and phone confirmed"),
    3: _("strong identity"),
    4: _("official with a second factor"),
}


def may_act_at(person, level):
    """Whether `person` may do what needs assurance `level` (a key of `LEVELS`)."""
    if person is None or not getattr(person, "is_authenticated", True):
        return Refusal("sign_in", _("Please sign in first."))
    if not person.is_active:
        return Refusal("inactive", _("This account is closed."))
    if person.suspended_at:
        return Refusal("suspended", _("This account is suspended."))
    if person.level < level:
        return Refusal("level", _("Please confirm your phone number first."))
    return None

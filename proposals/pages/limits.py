"""How much one person may write a day: each draft, hand-in and file costs somebody else's time."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.limits import DAY, Limit, register, take

__all__ = ["take"]

register(
    drafts=Limit(
        20,
        DAY,
        _(
            "You have begun too many proposals today. You can go on with your drafts on “My page”, or begin another "
            "one tomorrow."
        ),
    ),
    submissions=Limit(
        5,
        DAY,
        _(
            "You have handed in too many proposals today: people read each of them. Your text is kept as a draft; "
            "please hand it in tomorrow."
        ),
    ),
    replies=Limit(20, DAY, _("You have sent too many messages to the agency today. You can go on tomorrow.")),
    reports=Limit(
        60, DAY, _("Too many reasons have been reported from your network today. Please try again tomorrow.")
    ),
    same_report=Limit(
        1,
        7 * DAY,
        _("Your report of this reason has arrived already; a reviewer looks at it, and a new one adds nothing."),
    ),
)

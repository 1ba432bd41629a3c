"""How much one person may write a day: each draft, hand-in and file costs somebody else's time."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.limits import DAY, Limit, register, take

__all__ = ["take"]

register(
    drafts=Limit(
        20,
        DAY,
        _(
            "You have begun enough proposals for today. You can go on with your drafts, which stand on your page, or "
            "begin another one tomorrow."
        ),
    ),
    submissions=Limit(
        5,
        DAY,
        _(
            "You have handed in enough for today: people read each proposal. Your text is kept as a draft; please hand "
            "it in tomorrow."
        ),
    ),
    replies=Limit(20, DAY, _("You have written enough to the agency for today. You can go on tomorrow.")),
    reports=Limit(
        60, DAY, _("A great many reasons have been reported from your network today. Please try again tomorrow.")
    ),
    same_report=Limit(1, 7 * DAY, _("You have reported this reason already; a reviewer will look at it.")),
    evidence=Limit(60, DAY, _("You have added enough files and links for today. Please add the others tomorrow.")),
)

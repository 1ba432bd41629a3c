"""What editors see of what people look for. Nothing of it is tied to an account: "my page" shows no part of it."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from civic.accounts import Purpose, Section, section
from civic.search.unanswered import KEPT, LEAST


@section(order=96)
class Searches(Section):
    purposes = (
        Purpose(
            _("Words for which nothing was found, and from where they were asked, as fingerprints under a key of the "
              "day"),
            format_lazy(
                _("So that the city sees what people look for in vain: words asked from {least} places within a day, "
                  "never by whom."),
                least=LEAST,
            ),
            format_lazy(
                _("The fingerprints until the day is over; the words, without a person, {days} days after they were "
                  "last asked so often."),
                days=KEPT.days,
            ),
        ),
    )  # fmt: skip

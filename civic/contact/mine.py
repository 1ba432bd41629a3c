"""What a letter to the city keeps of its writer. Nothing of it is tied to an account: "my page" shows no part of it."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from civic.accounts import Purpose, Section, section
from civic.contact.actions import WAITS


@section(order=95)
class Letters(Section):
    purposes = (
        Purpose(
            _("A letter that you write to the city in the form, and your address if you give one"),
            _("So that the city can read and answer it."),
            format_lazy(
                _("Here only until the city's mail server has taken it, {days} days at most. The city keeps the letter "
                  "as its rules for letters say."),
                days=WAITS.days,
            ),
            tables=("outbox.Urgent",),
            chores=("civic.outbox.clear_urgent",),
        ),
    )  # fmt: skip

"""`manage.py people N`: N new people of the demo who may endorse and vote, ready to act."""

from functools import partial

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from civic.demo.crowds import signed_in
from proposals import permission
from proposals.budgets import permission as ballot_permission
from proposals.budgets.models import Cycle
from proposals.models import Proposal

# What a slip may be for: whose it is, and who writes it. Without a word it is for endorsing.
THINGS = {
    "proposal": (Proposal.objects, permission.slip_for),
    "budget": (Cycle.objects.public(), ballot_permission.slip_for),
}


class Command(BaseCommand):
    help = (
        "Print the session cookies of N distinct people who may endorse and vote, one a line; with --slips, a tab and "
        "a slip behind each."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, metavar="N")
        parser.add_argument(
            "--slips", metavar="ID", help="slips for endorsing proposal ID, or with budget:ID for voting on that budget"
        )

    def handle(self, number, slips, **options):
        if not settings.DEMO:
            raise CommandError("This is no demo: people are invented only on the embedded database of this machine.")
        if number < 0:
            raise CommandError("N must be a whole number, at least 0.")
        slip_for = slips and _writer(slips)
        now = timezone.now()
        for person, key in signed_in(number, now):
            line = f"{settings.SESSION_COOKIE_NAME}={key}"
            self.stdout.write(f"{line}\t{slip_for(person, key, now)}" if slip_for else line)


def _writer(thing):
    """What writes the slips for `thing`: 42, proposal:42 or budget:42."""
    kind, _colon, number = thing.rpartition(":")
    if (kind or "proposal") not in THINGS or not (number.isascii() and number.isdigit() and len(number) < 10):
        raise CommandError(f"Slips are for a proposal (42) or a budget (budget:42), not for {thing}.")
    kind = kind or "proposal"
    there, slip_for = THINGS[kind]
    if not there.filter(pk=number).exists():
        raise CommandError(f"There is no {kind} {number}.")
    return partial(slip_for, int(number))

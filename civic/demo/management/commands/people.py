"""`manage.py people N`: N new people of the demo who may endorse, ready to act."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from civic.demo.crowds import signed_in
from proposals.models import Proposal
from proposals.permission import slip_for


class Command(BaseCommand):
    help = (
        "Print the session cookies of N distinct people who may endorse, one a line; with --slips, a tab and a slip "
        "behind each."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, metavar="N")
        parser.add_argument("--slips", type=int, metavar="ID", help="slips for endorsing proposal ID")

    def handle(self, number, slips, **options):
        if not settings.DEMO:
            raise CommandError("This is no demo: people are invented only on the embedded database of this machine.")
        if number < 0:
            raise CommandError("N must be a whole number, at least 0.")
        if slips is not None and not Proposal.objects.filter(pk=slips).exists():
            raise CommandError(f"There is no proposal {slips}.")
        now = timezone.now()
        for person, key in signed_in(number, now):
            line = f"{settings.SESSION_COOKIE_NAME}={key}"
            self.stdout.write(line if slips is None else f"{line}\t{slip_for(slips, person, key, now)}")

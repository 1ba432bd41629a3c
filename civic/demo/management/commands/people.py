"""`manage.py people N`: N new people of the demo who may endorse, ready to act."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from civic.demo.crowds import signed_in
from proposals.models import Proposal
from proposals.permission import slip_for


class Command(BaseCommand):
    help = "Print N session cookies of distinct people who may endorse, one per line; with --slips, N slips instead."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, metavar="N")
        parser.add_argument("--slips", type=int, metavar="ID", help="print slips for endorsing proposal ID instead")

    def handle(self, number, slips, **options):
        if not settings.DEMO:
            raise CommandError("This is no demo: people are invented only on the embedded database of this machine.")
        if number < 0:
            raise CommandError("N must be a whole number, at least 0.")
        if slips is not None and not Proposal.objects.filter(pk=slips).exists():
            raise CommandError(f"There is no proposal {slips}.")
        now = timezone.now()
        for person, key in signed_in(number, now):
            cookie = f"{settings.SESSION_COOKIE_NAME}={key}"
            self.stdout.write(cookie if slips is None else slip_for(slips, person, now))

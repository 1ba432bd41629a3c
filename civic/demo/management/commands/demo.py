"""`manage.py demo`: fill the embedded database with the demo town."""

import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from civic.demo.building import build, count_budgets


class Command(BaseCommand):
    help = "Build the demo town: people, agencies, proposals in every phase, outcomes. A second time does nothing."
    requires_system_checks = []

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("This is no demo: the town is built only on the embedded database of this machine.")
        began = time.monotonic()
        self.stdout.write("Building the demo town …")
        now = timezone.now()
        if build(now, tell=lambda sentence: self.stdout.write(f"  {sentence}")):
            self.stdout.write(f"The town stands, after {time.monotonic() - began:.0f} s.")
        else:
            self.stdout.write("The town stands already: nothing was changed.")
        count_budgets(now)

"""`manage.py doctor`: says what is well and what is not, one line each."""

import sys

from django.core.management import BaseCommand

from civic.checkup import examine
from civic.observing import NOTE, WELL, WRONG


class Command(BaseCommand):
    help = "Say in words what is well and what is misconfigured; ends with 1 if something is wrong."
    requires_system_checks = []

    def handle(self, **options):
        styles = {WELL: self.style.SUCCESS, NOTE: str, WRONG: self.style.ERROR}
        wrong = 0
        for observation in examine():
            wrong += observation.verdict == WRONG
            line = f"{observation.verdict:5} {observation.subject}: {observation.words}"
            self.stdout.write(styles[observation.verdict](line))
        if wrong:
            self.stdout.write(f"{wrong} to put right.")
            sys.exit(1)
        self.stdout.write("All is well.")

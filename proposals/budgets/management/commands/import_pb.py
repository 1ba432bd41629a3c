"""`manage.py import_pb FILE.pb`: a counted budget out of a Pabulib file."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from civic.lifecycle import Refused as NotTaken
from proposals.budgets import actions
from proposals.budgets.counting import pabulib
from proposals.budgets.counting.refusals import Refused


class Command(BaseCommand):
    help = "Show a count of elsewhere: count a Pabulib file by its own rule and publish it as a counted budget."

    def add_arguments(self, parser):
        parser.add_argument("file", help="a .pb file")

    def handle(self, *, file, **options):
        try:
            data = Path(file).read_bytes()
            cycle = actions.import_count(pabulib.parse(data), data.decode("utf-8-sig"), now=timezone.now())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except Refused as refused:
            raise CommandError(f"{file}: {refused.words['en']}") from refused
        except NotTaken as refused:
            raise CommandError(f"{file}: {refused.refusal.sentence}") from refused
        result = cycle.areas.get().result
        self.stdout.write(f"{cycle.get_absolute_url()}: {result.won} of {cycle.projects.count()} projects are chosen.")

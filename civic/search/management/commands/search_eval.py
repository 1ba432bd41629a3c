import json

from django.core.management.base import BaseCommand

from civic.search import trial


class Command(BaseCommand):
    help = "Ask questions whose answers are known of an index of its own, and say how many were found."

    def add_arguments(self, parser):
        parser.add_argument("passages", help='JSON lines: {"id", "title", "text"}')
        parser.add_argument("queries", help='JSON lines: {"query", "relevant": [ids]}')
        parser.add_argument("--json", action="store_true", help="only the figures, as JSON")

    def handle(self, *args, **options):
        figures = trial.answers(trial.rows(options["passages"]), trial.rows(options["queries"]))
        if options["json"]:
            self.stdout.write(json.dumps(figures))
        else:
            words = "first {r1:.1%}, among five {r5:.1%}, mean reciprocal rank {mrr}, of {n}"
            self.stdout.write(words.format(**figures))

import json

from django.core.management.base import BaseCommand

from civic.search import trial


class Command(BaseCommand):
    help = "Look for titles said in other words in an index of its own, and say how many were found."

    def add_arguments(self, parser):
        parser.add_argument("ideas", help='JSON lines: {"id", "title", "content", "benefit"}')
        parser.add_argument("pairs", help='JSON lines: {"text", "id"}')
        parser.add_argument("--json", action="store_true", help="only the figures, as JSON")

    def handle(self, *args, **options):
        figures, missed = trial.likenesses(trial.rows(options["ideas"]), trial.rows(options["pairs"]))
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        self.stdout.write("first {at1}, among five {at5}, of {n}".format(**figures))
        for text in missed:
            self.stdout.write(f"not found: {text}")

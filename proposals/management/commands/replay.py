"""`manage.py replay`: play an archive of real proposals and endorsements through our verbs."""

import json
from contextlib import nullcontext
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from civic.outbox.actions import silence
from civic.progress import Progress
from proposals.archive import scratch
from proposals.archive.replay import Replay

ROW = "{id:36}  {count:>7}  {phase:11}  {established_at:25}  {refused:>7}  {unreadable:>10}"


class Command(BaseCommand):
    help = "Play an archive through the verbs: each endorsement at its real instant, by invented people."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("ideas", type=Path, metavar="IDEAS.jsonl", help="one proposal a line")
        parser.add_argument("--endorsements", type=Path, required=True, metavar="DIR", help="holds <id>.csv")
        parser.add_argument("--json", action="store_true", help="print one JSON object a line")
        parser.add_argument("--keep", action="store_true", help="into the database in use, instead of a scratch one")

    def handle(self, ideas, endorsements, **options):
        if not ideas.is_file():
            raise CommandError(f"There is no file {ideas}.")
        if not endorsements.is_dir():
            raise CommandError(f"There is no folder {endorsements}.")
        size = sum(path.stat().st_size for path in endorsements.glob("*.csv"))
        write = self._json if options["json"] else self._table
        keep = options["keep"]
        place = nullcontext() if keep else scratch.database()
        with place, silence(), Progress(size, self.stderr) as progress:
            replay = Replay(tell=progress.say, read=progress.advance, turns=keep)
            for number, outcome in enumerate(replay.play(ideas, endorsements)):
                write(outcome, number)

    def _json(self, outcome, _number):
        self.stdout.write(json.dumps(outcome.as_dict(), ensure_ascii=False))

    def _table(self, outcome, number):
        if number == 0:
            heads = {name: name.replace("_", " ") for name in outcome.as_dict()}
            self.stdout.write(ROW.format(**heads))
        fields = outcome.as_dict()
        self.stdout.write(ROW.format(**fields | {"established_at": fields["established_at"] or "-"}))

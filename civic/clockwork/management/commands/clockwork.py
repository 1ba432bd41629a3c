import signal
import threading

from django.core.management.base import BaseCommand
from django.utils import timezone

from civic.clockwork import runner


class Command(BaseCommand):
    help = "Does the work that is due, until stopped. One process per database works; others stand by."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now and leave")

    def handle(self, *, once, **options):
        if once:
            for name, did in runner.run_due(timezone.now()).items():
                self.stdout.write(f"{name}: {'failed' if did is None else did}")
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        runner.run_forever(stop)

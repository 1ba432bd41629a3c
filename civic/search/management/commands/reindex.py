from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civic.progress import Progress
from civic.search import frequencies
from civic.search.indexing import rebuild
from civic.search.kinds import kinds
from civic.search.models import Rebuild


class Command(BaseCommand):
    help = "Write the search index anew, beside readers and writers. Cut short, it goes on where it was."

    def add_arguments(self, parser):
        parser.add_argument("kinds", nargs="*", metavar="kind", help=f"only these: {', '.join(kinds)}; by default all")

    def handle(self, *args, **options):
        if unknown := set(options["kinds"]) - set(kinds):
            raise CommandError(f"There is no kind {', '.join(sorted(unknown))}; there are {', '.join(kinds)}.")
        chosen = [kinds[name] for name in options["kinds"] or kinds]
        unfinished = set(Rebuild.objects.filter(done_at=None).values_list("kind", flat=True))
        if any(kind.name in unfinished for kind in chosen):
            chosen = [kind for kind in chosen if kind.name in unfinished or not Rebuild.objects.filter(pk=kind.name)]
        with Progress(sum(kind.model._base_manager.count() for kind in chosen), self.stderr) as progress:
            for kind in chosen:
                rebuild(kind, progress.advance, goes_on=lambda: True)
        (frequencies.tidy if options["kinds"] else frequencies.pack)()
        frequencies.count(timezone.now())

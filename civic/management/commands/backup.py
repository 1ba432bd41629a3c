"""`manage.py backup DIR`: database and media, while everything runs."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from civic import backup, keys


class Command(BaseCommand):
    help = "Copy the database and the media into a new folder DIR. The keys are not in it: keep them elsewhere."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, folder, **options):
        try:
            saved = backup.save(folder)
        except backup.Impossible as error:
            raise CommandError(str(error)) from None
        size = sum(path.stat().st_size for path in folder.iterdir()) / 10**6
        self.stdout.write(f"Civic {saved.version} as of {saved.at} is in {folder} ({size:,.1f} MB).")
        self.stdout.write(f"Not in it, and needed with it: {', '.join(keys.NAMES)}.")

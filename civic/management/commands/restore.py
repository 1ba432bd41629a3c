"""`manage.py restore DIR`: what `backup` saved, into an empty database and an empty media folder."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from civic import backup


class Command(BaseCommand):
    help = "Put the backup in DIR into this program's database and media folder, both of them still empty."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, folder, **options):
        try:
            found = backup.load(folder)
        except backup.Impossible as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Civic {found.version} as of {found.at} is back.")
        if others := found.other_keys():
            self.stderr.write(f"Other keys than at the backup: {', '.join(others)}. Put those back (docs/deploy.md).")
        if found.version != settings.VERSION:
            self.stdout.write(f"This program is {settings.VERSION}: run manage.py migrate.")
        self.stdout.write("Now manage.py recount and manage.py doctor say whether all is well.")

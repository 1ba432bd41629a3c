"""`manage.py clean_files`: what earlier releases left on disk as people had sent it, and who shows it."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, call_command

from civic.files import tidying
from cms.models import Picture, PublicDocument


class Command(BaseCommand):
    help = "Take out of all pictures what cameras wrote into them, and close all files to other users of this machine."

    def handle(self, **options):
        media = Path(settings.MEDIA_ROOT)
        closed = tidying.close(media)
        found = {path: tidying.quieten(path) for path in tidying.talkative(media)}
        drawn = [str(path.relative_to(media)) for path, is_done in found.items() if is_done]
        for model in (Picture, PublicDocument):
            for row in model.objects.filter(file__in=drawn):
                _note(row)
        call_command("rebuild_references_index", verbosity=0)  # by which pages their files are shown
        self.stdout.write(f"{len(drawn)} pictures drawn anew, {closed} files and folders closed.")
        for path in (path for path, is_done in found.items() if not is_done):
            self.stderr.write(f"{path} cannot be drawn anew: look at it yourself.")


def _note(row):
    """What Wagtail keeps of a file: its size, its hash, and of a picture its width and height, now upright."""
    row.file_size = row.file.size
    row._set_file_hash()
    fields = ["file_size", "file_hash"]
    if isinstance(row, Picture):
        row.width, row.height = row.file.width, row.file.height
        fields += ["width", "height"]
    row.save(update_fields=fields)

"""`manage.py verify_record [--head HEX]`: says whether record and security log are as they were sealed."""

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from civic.security import sealing
from civic.security.models import Seal


class Command(BaseCommand):
    help = "Name the first row of record and security log that is not as it was sealed; ends with 1 if there is one."

    def add_arguments(self, parser):
        parser.add_argument("--head", metavar="HEX", help="a seal that you have kept: whether it still stands")

    def handle(self, head, **options):
        kept = head and _kept(head)
        if fault := next(sealing.faults(timezone.now()), None):
            raise CommandError(str(fault))
        for book in sealing.BOOKS:
            seals = Seal.objects.filter(book=book)
            if last := seals.order_by("-day").first():
                self.stdout.write(f"{book}: {seals.count()} seals up to {last.day} stand, {last.in_hex}")
            else:
                self.stdout.write(f"{book}: nothing has been sealed yet")
        if kept:
            self.stdout.write(f"The seal you have kept is that of the {kept.book} for {kept.day}.")


def _kept(head):
    try:
        found = Seal.objects.filter(head=bytes.fromhex(head)).first()
    except ValueError:
        raise CommandError("A seal is 64 hexadecimal digits.") from None
    if found is None:
        raise CommandError("The seal you have kept is none of these: the seals themselves were replaced.")
    return found
